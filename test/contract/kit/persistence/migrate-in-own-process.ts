import { migrate } from '#kit/persistence/migrate.ts';
import type { Migration } from '#kit/persistence/migration.ts';

/** Migrates the database at the address given with the migrations given as JSON, and prints what it applied. */
const [url = '', json = '[]'] = process.argv.slice(2);
const migrations: readonly Migration[] = JSON.parse(json);
console.log(JSON.stringify(await migrate(url, migrations)));
