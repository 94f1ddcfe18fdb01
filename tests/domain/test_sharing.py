from collections import defaultdict
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from domain.cargo import Product
from domain.sharing import SharingRule, clash, clashes, may_share, properties, with_shunned
from domain.stuffing import BoxSize, Goods, stuff

ODOURS = SharingRule("odour:gives", "odour:takes", apart=True)
RULES = (
    ODOURS,
    SharingRule("ethylene:gives", "ethylene:sensitive", apart=True),
    SharingRule("ethylene:both", "ethylene:sensitive", apart=True),
    SharingRule("dangerous:3", "dangerous:5.1", apart=True),
)


def goods(name, ethylene="none", odour="none", dangerous=""):
    return Product(
        name, name, name, "", "ambient", None, None, None, None, 1.5, ethylene, odour, dangerous
    )


TEA, SOAP, TILES = goods("tea", odour="takes"), goods("soap", odour="gives"), goods("tiles")


def test_goods_of_one_product_always_share():
    apple = goods("apple", ethylene="both")
    rule = SharingRule("ethylene:both", "ethylene:both", apart=True)
    assert clash(apple, apple, (rule,)) is None
    assert clash(apple, replace(apple, product_id="pear"), (rule,)) == rule


def test_sharing_is_not_transitive():
    made = with_shunned({p.product_id: p for p in (TEA, SOAP, TILES)}, RULES)
    assert may_share(made["tea"], made["tiles"])
    assert may_share(made["tiles"], made["soap"])
    assert not may_share(made["tea"], made["soap"])
    assert [(a.product_id, b.product_id) for a, b in clashes(made.values())] == [("soap", "tea")]


def test_givers_of_ethylene_share_with_one_another_but_not_with_the_sensitive():
    apple, pear, kale = goods("apple", "both"), goods("pear", "gives"), goods("kale", "sensitive")
    assert clash(apple, pear, RULES) is None
    assert clash(apple, kale, RULES) is not None
    assert clash(pear, kale, RULES) is not None


def test_a_division_is_of_its_class_too():
    poison = goods("poison", dangerous="6.1")
    assert {"dangerous:6.1", "dangerous:6"} <= properties(poison)
    by_class = SharingRule("dangerous:6", "product:tea", apart=True)
    assert clash(poison, TEA, (by_class,)) == by_class
    paint, bleach = goods("paint", dangerous="3"), goods("bleach", dangerous="5.1")
    assert clash(paint, bleach, RULES) is not None
    assert clash(paint, poison, RULES) is None


def test_the_rule_that_names_more_products_holds():
    lifted = SharingRule("product:soap", "product:tea", apart=False)
    assert clash(TEA, SOAP, (*RULES, lifted)) is None
    half = SharingRule("product:tea", "odour:gives", apart=True)
    assert clash(TEA, SOAP, (lifted, half)) is None
    assert clash(TEA, SOAP, (half, SharingRule("odour:gives", "odour:takes", apart=False))) == half


WORDS = st.sampled_from(("gives", "sensitive", "both", "none"))
ODOUR = st.sampled_from(("gives", "takes", "none"))


@given(st.lists(st.tuples(WORDS, ODOUR, st.sampled_from(("", "3", "5.1"))), max_size=6))
def test_shuns_are_mutual_and_are_what_the_rules_say(traits):
    made = {f"p{i}": goods(f"p{i}", *trait) for i, trait in enumerate(traits)}
    after = with_shunned(made, RULES)
    for a, b in permutations(after, 2):
        assert (b in after[a].shuns) == (a in after[b].shuns)
        assert may_share(after[a], after[b]) == (clash(made[b], made[a], RULES) is None)
        assert (b in after[a].shuns) == any(
            rule.about(properties(made[a]), properties(made[b])) for rule in RULES
        )


@st.composite
def mixed_loads(draw):
    """Parts of up to four products with any relation between them."""
    names = [f"g{i}" for i in range(draw(st.integers(1, 4)))]
    pairs = [pair for pair in combinations(names, 2) if draw(st.booleans())]
    shuns = defaultdict(set)
    for a, b in pairs:
        shuns[a].add(b)
        shuns[b].add(a)
    parts = []
    for number in range(draw(st.integers(1, 9))):
        name = draw(st.sampled_from(names))
        parts.append(
            Goods(
                f"p{number}", draw(st.integers(0, 2)), draw(st.integers(1, 12)),
                draw(st.floats(1.0, 900.0)), draw(st.floats(0.1, 2.0)), name,
                frozenset(shuns[name]),
            )
        )  # fmt: skip
    return pairs, parts


SIZE = BoxSize(10.0, 5_000.0)


def told(fills):
    return [[(load.part_id, load.units) for load in fill.loads] for fill in fills]


def by_unit(parts, size):
    """First-fit unit by unit, and pair by pair: what `stuff` says it does."""
    boxes = []
    for part in sorted(parts, key=lambda p: (p.priority, p.part_id)):
        for _ in range(part.units):
            for box in boxes:
                others = {one.product_id for one, _ in box}
                kg = sum(one.kg_per_unit * units for one, units in box) + part.kg_per_unit
                m3 = sum(one.m3_per_unit * units for one, units in box) + part.m3_per_unit
                room = kg <= size.payload_kg * (1 + 1e-9) and m3 <= size.m3 * (1 + 1e-9)
                if room and not others & part.shuns:
                    break
            else:
                box = []
                boxes.append(box)
            held = [units for one, units in box if one is part]
            if held:
                box[-1] = (part, held[0] + 1)
            else:
                box.append((part, 1))
    return [[(one.part_id, units) for one, units in box] for box in boxes]


@given(mixed_loads())
def test_no_box_holds_goods_that_clash_and_all_else_is_first_fit(made):
    pairs, parts = made
    fills = stuff(parts, SIZE)
    product_of = {part.part_id: part.product_id for part in parts}
    for fill in fills:
        inside = {product_of[load.part_id] for load in fill.loads}
        assert not any(a in inside and b in inside for a, b in pairs)
    assert told(fills) == by_unit(parts, SIZE)
    packed = sum(load.units for fill in fills for load in fill.loads)
    assert packed == sum(part.units for part in parts)


def test_tea_and_soap_get_a_box_each_and_tiles_top_up_the_first():
    made = with_shunned({p.product_id: p for p in (TEA, SOAP, TILES)}, RULES)
    loads = [
        Goods(name, i, 4, 10.0, 1.0, name, made[name].shuns)
        for i, name in enumerate(("tea", "soap", "tiles"))
    ]
    assert told(stuff(loads, SIZE)) == [[("tea", 4), ("tiles", 4)], [("soap", 4)]]
    free = [part._replace(shuns=frozenset()) for part in loads]
    assert told(stuff(free, SIZE)) == [[("tea", 4), ("soap", 4), ("tiles", 2)], [("tiles", 2)]]
