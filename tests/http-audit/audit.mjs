// Runs the GraphQL-over-HTTP audit of npm `graphql-http` against the server whose address is given:
//   node audit.mjs http://127.0.0.1:8080/graphql
// A line for each failure, then the count. Ends with 1 where something failed.
import { auditServer } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const results = await auditServer({ url });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of failed) {
  console.log(`${status} ${id} ${name}: ${reason}`);
}
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
