import { dropTemplates, removeTestDatabaseFolder, TEST_DATABASE_DIR } from '#test/support/database-folder.ts';

/** After all tests, on the same process as the setup. */
export default async function tearDown(): Promise<void> {
  const { [TEST_DATABASE_DIR]: folder, TEST_DATABASE_URL: given } = process.env;
  if (folder === undefined) return;
  if (given !== undefined && given !== '') await dropTemplates(given, folder);
  await removeTestDatabaseFolder(folder);
}
