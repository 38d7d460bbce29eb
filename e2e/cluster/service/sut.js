// The service under test: logs each request. BROKEN=1 makes it a service that must not be released.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  process.stdout.write(`${request.method} ${request.url}\n`);
  if (request.url === "/health") response.writeHead(process.env.BROKEN === "1" ? 503 : 200).end("up");
  else response.writeHead(404).end();
});
// To all addresses of the pod: others ask it through its Service.
server.listen(8080, () => process.stdout.write("listening\n"));
process.on("SIGTERM", () => process.exit(0));
