export default {
  testEnvironment: '<rootDir>/test/native/environment.ts',
  runtime: '<rootDir>/test/native/runtime.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Long proofs have a command of their own: npm run check:deep.
  testPathIgnorePatterns: ['/node_modules/', '\\.deep\\.test\\.ts$'],
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  testTimeout: 90_000,
};
