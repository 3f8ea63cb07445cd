import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './package-build.ts';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

// The package of the library by itself; the product runs from a checkout and is packed nowhere.
await buildPackage(`${DIST}revrec`);
const [tarball = ''] = execFileSync('npm', ['pack', `${DIST}revrec`, '--pack-destination', DIST], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})
  .trim()
  .split('\n')
  .slice(-1);
console.log(`packed dist/${tarball}; in another folder: npm install ${DIST}${tarball}`);
