import { COMMANDS, GATEWAY_NAMES, isPeer } from './gateway/contestants.ts';
import { MATRIX_FLAGS, measureRows, type Row } from './gateway/matrix.ts';
import { matrixReport } from './gateway/matrix-report.ts';
import { missingPeers, peersNotes } from './gateway/peers.ts';
import { QUERY_NAMES, type QueryName } from './gateway/queries.ts';
import { middle, type Round } from './gateway/rounds.ts';
import { missingWrk } from './gateway/wrk.ts';
import type { Benchmark, BenchmarkSettings } from './support/benchmark.ts';
import { rounded } from './support/figures.ts';

/** A heavy and a light query of the bench graph through our gateway and through others, side by side. */
export const gateway: Benchmark = {
  name: 'gateway',
  title: 'A heavy and a light query of four subgraphs: our gateway beside others',
  flags: [
    { name: 'gateways', about: 'which', words: GATEWAY_NAMES },
    { name: 'only', about: 'which query', words: QUERY_NAMES },
    ...MATRIX_FLAGS,
  ],
  missing: async ({ words, say }) => missingWrk() ?? (words('gateways').some(isPeer) ? await missingPeers(say) : null),
  run: async (settings) => {
    const { number, words } = settings;
    const measured = await measureRows(rowsOf(settings), settings);
    const report = matrixReport(settings, measured);
    return {
      ...report,
      benchmark: 'gateway',
      command: `npm run bench -- gateway --gateways ${words('gateways').join(',')} --only ${words('only').join(',')} --rounds ${number('rounds')} --seconds ${number('seconds')} --connections ${number('connections')} --delay ${number('delay')}`,
      method: [
        ...report.method,
        'All in production mode. Ours checks a token, rights and limits and counts; the others check and count nothing.',
        ...(words('gateways').some(isPeer) ? peersNotes() : []),
      ],
      notes: [...QUERY_NAMES.flatMap((query) => ratios(measured.rounds, query)), ...report.notes],
    };
  },
};

function rowsOf({ words }: BenchmarkSettings): readonly Row[] {
  const queries = QUERY_NAMES.filter((query) => words('only').includes(query));
  const names = GATEWAY_NAMES.filter((name) => words('gateways').includes(name));
  return queries.flatMap((query) => names.map((name) => ({ label: name, query, command: COMMANDS[name] })));
}

function ratios(rounds: readonly Round[], query: QueryName): readonly string[] {
  const labels = new Set(rounds.filter((round) => round.query === query).map(({ label }) => label));
  if (!labels.has('ours')) return [];
  const rate = (label: string) => middle(rounds, { label, query }, ({ perSecond }) => perSecond);
  const cpu = (label: string) => middle(rounds, { label, query }, ({ cpuMsPerRequest }) => cpuMsPerRequest);
  return [...labels]
    .filter((label) => label !== 'ours')
    .map((label) => {
      const [rates, costs] = [rate('ours') / rate(label), cpu(label) / cpu('ours')];
      return `${query}: ours has ${rounded(rates)} times the requests of ${label} and ${rounded(costs)} times less CPU.`;
    });
}
