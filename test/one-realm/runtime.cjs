// Loads src/ and the tests anew for each file of tests, as Jest does, and node_modules once for the whole process.

const { compileFunction } = require('vm');
const { default: Runtime } = require('jest-runtime');

module.exports = class OneRealmRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isRequireActual) {
    if (name && !options?.isInternalModule && !this._resolution.isCoreModule(name)) {
      const path = this._resolution.resolveCjs(from, name);
      if (path.includes('/node_modules/')) return require(path);
    }
    return super.requireModule(from, name, options, isRequireActual);
  }
};
