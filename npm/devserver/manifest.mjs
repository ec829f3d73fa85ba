// manifest.mjs VERSION lwa-devserver|complete|OS-CPU: prints the package.json of a package. The
// complete one has every platform in itself, to be installed from a file.
const [version, which] = process.argv.slice(2);

const platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"];
const ours = {
  version,
  license: "MIT",
  repository: { type: "git", url: "git+https://github.com/lwa-wasm/lwa.git" },
};

function main() {
  const entry = (name) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  return {
    name: "lwa-devserver",
    ...ours,
    description: "A fake Login with Amazon for development and tests, with helpers for Playwright, Puppeteer and WebdriverIO.",
    keywords: ["login-with-amazon", "amazon", "oauth2", "mock", "test", "playwright", "puppeteer", "webdriverio"],
    type: "module",
    engines: { node: ">=20.6" },
    bin: { "lwa-devserver": "./bin.js" },
    main: "./index.js",
    types: "./index.d.ts",
    exports: {
      ".": entry("index"),
      "./playwright": entry("playwright"),
      "./playwright-core": entry("playwright-core"),
      "./puppeteer": entry("puppeteer"),
      "./webdriverio": entry("webdriverio"),
      "./package.json": "./package.json",
    },
    ...(which === "complete" ? {} : { optionalDependencies: Object.fromEntries(platforms.map((p) => [`@lwa-devserver/${p}`, version])) }),
    peerDependencies: { "@playwright/test": ">=1.40" },
    peerDependenciesMeta: { "@playwright/test": { optional: true } },
  };
}

function platform() {
  const [os, cpu] = which.split("-");
  return {
    name: `@lwa-devserver/${which}`,
    ...ours,
    description: `The command of lwa-devserver for ${os} on ${cpu}.`,
    os: [os],
    cpu: [cpu],
    preferUnplugged: true,
  };
}

console.log(JSON.stringify(platforms.includes(which) ? platform() : main(), null, 2));
