import { MATRIX_FLAGS, measureRows, type Row } from './gateway/matrix.ts';
import { matrixReport } from './gateway/matrix-report.ts';
import { commandWithout, misnamed, PROTECTIONS, type Protection } from './gateway/protections.ts';
import { costOf } from './gateway/share.ts';
import { missingWrk } from './gateway/wrk.ts';
import type { Benchmark } from './support/benchmark.ts';
import { rounded } from './support/figures.ts';
import type { Table } from './support/report.ts';

const EVERYTHING = 'everything on';
const VARIANTS: readonly { readonly label: string; readonly off: readonly Protection[] }[] = [
  { label: EVERYTHING, off: [] },
  // What it differs from the first by is what the figures of the others may be wrong by.
  { label: 'nothing off', off: [] },
  ...PROTECTIONS.map((protection) => ({ label: `${protection} off`, off: [protection] })),
  { label: 'all off', off: PROTECTIONS },
];

/** What identity, limits and cost analysis take of the light query, by switching each of them off. */
export const auth: Benchmark = {
  name: 'auth',
  title: 'The cost of identity, limits and cost analysis as a share of a light query',
  flags: MATRIX_FLAGS,
  missing: () => Promise.resolve(missingWrk()),
  run: async (settings) => {
    const { number } = settings;
    const measured = await measureRows(VARIANTS.map(rowOf), settings);
    const report = matrixReport(settings, measured);
    const shares: Table = {
      title:
        'What each takes: CPU ms a request and its share of everything on, medians over the rounds of each round’s own difference',
      rows: VARIANTS.filter(({ label }) => label !== EVERYTHING).map(({ label }) => {
        const { cpuMs, share } = costOf(measured.rounds, EVERYTHING, label);
        return { without: label, 'CPU ms/req': rounded(cpuMs), 'share %': rounded(share * 100) };
      }),
    };
    return {
      ...report,
      benchmark: 'auth',
      command: `npm run bench -- auth --rounds ${number('rounds')} --seconds ${number('seconds')} --connections ${number('connections')} --delay ${number('delay')}`,
      method: [
        ...report.method,
        'Our gateway alone, in development mode: in production it refuses to be without identity. Rates and trusted documents are set so that the load passes.',
        'Each row was asked what each protection refuses, to see that it is on or off as its name says.',
        'nothing off is the first row once more: what it seems to cost is how far the others may be off.',
      ],
      tables: [...report.tables, shares],
    };
  },
};

function rowOf({ label, off }: (typeof VARIANTS)[number]): Row {
  return {
    label,
    query: 'light',
    command: commandWithout(off),
    faults: (url, authorization) => misnamed(url, authorization, off),
  };
}
