// The service under test: logs each request. BROKEN=1 makes it a service that must not be released.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  process.stdout.write(`${request.method} ${request.url}\n`);
  if (request.url === "/health") response.writeHead(process.env.BROKEN === "1" ? 503 : 200).end("up");
  // Never answers: whoever asks is in the middle of a run.
  else if (request.url !== "/slow") response.writeHead(404).end();
});
server.listen(8080, "127.0.0.1", () => process.stdout.write("listening\n"));
process.on("SIGTERM", () => process.exit(0));
