// To be imported first, before what draws charts.
// jest takes no ES modules; beside those of vega lie the same as scripts, of which one asks for the other.
jest.mock('vega', () => jest.requireActual<object>('../../node_modules/vega/build/vega.js'));
jest.mock('../../src/report/vega.node', () => ({
  loadVega: async () => ({
    vega: jest.requireActual<object>('../../node_modules/vega/build/vega.js'),
    compile: jest.requireActual<{ compile: unknown }>('../../node_modules/vega-lite/build/vega-lite.min.js')
      .compile,
  }),
}));

export {};
