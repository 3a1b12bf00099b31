/** Keeps what Chromium counted of the page's scripts, where `npm test -- --coverage` asks for it. */
import type { Browser, Page } from 'playwright-core';
import { keepEntries } from './coverage-entries.mjs';

const folder = process.env['TEST_COVERAGE_FOLDER'];

/** From now on, until the page or its browser is closed. */
export async function measurePage(page: Page): Promise<void> {
  if (!folder) return;
  await page.coverage.startJSCoverage({ resetOnNavigation: false });
  const close = page.close.bind(page);
  page.close = async (options) => {
    const scripts = await page.coverage.stopJSCoverage();
    keepEntries(
      folder,
      scripts.map(({ url, functions }) => ({ url, functions })),
    );
    await close(options);
  };
}

/** Its pages are closed one by one before it is. */
export function measureBrowser(browser: Browser): Browser {
  if (!folder) return browser;
  const close = browser.close.bind(browser);
  browser.close = async (options) => {
    for (const context of browser.contexts()) await closeMeasured(context.pages());
    await close(options);
  };
  return browser;
}

/** Before their context is closed, which would lose what was counted. */
export async function closeMeasured(pages: Page[]): Promise<void> {
  if (folder) for (const page of pages) await page.close();
}
