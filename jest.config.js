export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Long proofs have a command of their own: npm run check:deep.
  testPathIgnorePatterns: ['/node_modules/', '\\.deep\\.test\\.ts$'],
  // Most tests wait for a database or a socket, so two share a core well.
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  testTimeout: 90_000,
};
