import { removeTestDatabaseFolder, TEST_DATABASE_DIR } from '#test/support/database-folder.ts';

/** After all tests, on the same process as the setup. */
export default async function tearDown(): Promise<void> {
  const folder = process.env[TEST_DATABASE_DIR];
  if (folder !== undefined) await removeTestDatabaseFolder(folder);
}
