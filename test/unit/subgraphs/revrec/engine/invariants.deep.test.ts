import fc from 'fast-check';

// The laws of npm test, each over ten thousand lives of contracts instead of two hundred.
fc.configureGlobal({ numRuns: 10_000 });
await import('./differential.test.ts');
await import('./invariants.test.ts');
await import('./life-invariants.test.ts');
await import('./amendment-laws.test.ts');
await import('./contract-laws.test.ts');
await import('./derivation-laws.test.ts');
await import('./foreign-laws.test.ts');
