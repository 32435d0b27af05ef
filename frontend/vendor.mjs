// What `make vendor` takes from the packages of package-lock.json: components of Designsystemet,
// the colours it works out for each theme, fonts and htmx. Everything lands in vendor/, which is
// committed, so that nothing of Node is needed to build, test or run Pharos.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const modules = join(here, "node_modules");
const vendor = join(here, "vendor");
const COMPONENTS = ["base", "button", "fieldset", "card"];
const FONTS = { "noto-sans": ["latin", "latin-ext"], "noto-sans-armenian": ["armenian"], "noto-sans-georgian": ["georgian"] };
const SEVERITIES = ["success", "warning", "danger"];

rmSync(vendor, { recursive: true, force: true });
for (const folder of ["components", "themes", "fonts", "licences"]) mkdirSync(join(vendor, folder), { recursive: true });
const taken = [];

function take(name, files, licence) {
  const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf-8"));
  const kept = `${name.split("/").at(-1)}.txt`;
  cpSync(join(modules, name, licence), join(vendor, "licences", kept));
  taken.push({ name, version, licence: license, text: `licences/${kept}`, files: Object.values(files) });
  for (const [from, to] of Object.entries(files)) cpSync(join(modules, name, from), join(vendor, to));
}

// The tokens of one theme: its colours in light and dark; sizes and shadows once, with the first.
function theme(name) {
  const { accent, neutral, ...severity } = JSON.parse(readFileSync(join(here, "themes", `${name}.json`), "utf-8"));
  const work = mkdtempSync(join(tmpdir(), "theme-"));
  const config = {
    outDir: "tokens",
    themes: {
      [name]: {
        colors: { main: { accent }, support: {}, neutral },
        typography: { fontFamily: "Noto Sans" },
        borderRadius: 6,
        overrides: { severity: Object.fromEntries(SEVERITIES.map((one) => [one, severity[one]])) },
      },
    },
  };
  writeFileSync(join(work, "config.json"), JSON.stringify(config));
  const tool = join(modules, "@digdir/designsystemet/dist/bin/designsystemet.js");
  const run = (...rest) => execFileSync(process.execPath, [tool, "tokens", ...rest], { cwd: work, stdio: "pipe" });
  run("create", "--config", "config.json", "--clean");
  run("build", "-t", "tokens", "-o", "out", "--clean");
  writeFileSync(join(vendor, "themes", `${name}.css`), readFileSync(join(work, "out", `${name}.css`)));
  rmSync(work, { recursive: true });
  return `themes/${name}.css`;
}

take("@digdir/designsystemet-css", Object.fromEntries(COMPONENTS.map((one) => [`dist/src/${one}.css`, `components/${one}.css`])), "LICENSE");
const themes = readdirSync(join(here, "themes")).map((file) => file.replace(".json", "")).sort();
take("@digdir/designsystemet", {}, "LICENSE");
taken.at(-1).files = themes.map(theme);
take("htmx.org", { "dist/htmx.min.js": "htmx.js" }, "LICENSE");
for (const [family, scripts] of Object.entries(FONTS)) {
  const files = scripts.map((script) => [`files/${family}-${script}-wght-normal.woff2`, `fonts/${family}-${script}.woff2`]);
  take(`@fontsource-variable/${family}`, Object.fromEntries(files), "LICENSE");
}
writeFileSync(join(vendor, "taken.json"), `${JSON.stringify(taken, null, 1)}\n`);
