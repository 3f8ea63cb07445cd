import { spawnSync } from 'node:child_process';

const MODULE = new URL('../../../../../subgraphs/kit/observability/log.ts', import.meta.url).href;

/** What a process of its own writes when it logs `entry`. */
function logged(entry: object) {
  const program = `import { openLog } from '${MODULE}'; openLog('crm', 'info').info(${JSON.stringify(entry)}, 'said');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return { stdout, stderr };
}

describe('the log', () => {
  it('blots out secrets wherever they stand', () => {
    const { stderr } = logged({
      token: 'secret-1',
      headers: { authorization: 'secret-2', accept: 'json' },
      connection: { settings: { apiKey: 'secret-3', client_secret: 'secret-4' } },
    });
    expect(stderr).not.toMatch(/secret-\d/);
    expect(stderr).toContain('"accept":"json"');
    expect(stderr.match(/\[secret\]/g)).toHaveLength(4);
  });

  it('is JSON a line on standard error, and leaves standard output to answers', () => {
    const { stdout, stderr } = logged({ operation: 'op_1' });
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toMatchObject({ name: 'crm', operation: 'op_1', msg: 'said' });
  });
});
