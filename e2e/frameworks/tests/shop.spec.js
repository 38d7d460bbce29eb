import { expect, test } from "@playwright/test";

test("shows the orders", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("listitem")).toHaveText("order 1");
});
