import { makeTestDatabaseFolder, sweepTestDatabaseFolders, TEST_DATABASE_DIR } from '#test/support/database-folder.ts';

/** Before all tests: says where a test database would be. The first test that asks for one starts the server. */
export default async function setUp(): Promise<void> {
  await sweepTestDatabaseFolders();
  process.env[TEST_DATABASE_DIR] = await makeTestDatabaseFolder();
}
