// The service under test: a shop with two products, which takes orders.
import { createServer } from "node:http";

const products = [
  { id: "tea", price: 4 },
  { id: "coffee", price: 6 },
];
const orders = new Map();

const readJson = async (request) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
};

async function answer(request) {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /health") return [200, { status: "up" }];
  if (route === "GET /products") return [200, products];
  if (route === "POST /orders") {
    const { product } = await readJson(request);
    if (!products.some(({ id }) => id === product)) return [422, { error: `there is no ${product}` }];
    const id = String(orders.size + 1);
    orders.set(id, { id, product });
    return [201, orders.get(id)];
  }
  const order = orders.get(/^GET \/orders\/(\d+)$/.exec(route)?.[1]);
  return order === undefined ? [404, { error: "not found" }] : [200, order];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [400, { error: error.message }]);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
