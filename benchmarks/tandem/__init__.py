"""One model, many engines: gate, bundles, a daily train, unloading; the same draws for all."""
