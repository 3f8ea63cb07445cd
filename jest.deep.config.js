import base from './jest.config.js';

/** The long proofs: `npm run check:deep`. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/**/*.deep.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 3_600_000,
};
