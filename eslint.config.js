// @ts-check
import js from "@eslint/js";
import globals from "globals";

const unsafeHtml = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe"].map((property) => ({
  property,
  message: "Render through the escaping template: html`…` of #lib/html.js.",
}));

const templateRules = [
  {
    selector: "TemplateElement[value.raw=/\\sstyle\\s*=/]",
    message: "The content security policy blocks style attributes. Use a class, or CSSOM for a computed value.",
  },
  {
    selector: "TemplateElement[value.raw=/\\son[a-z]+\\s*=/]",
    message: "The content security policy blocks handler attributes. Use @event=${…}.",
  },
];

const size = {
  "max-lines": ["error", { max: 250 }],
  "max-lines-per-function": ["error", { max: 70 }],
};

export default [
  { ignores: ["web/vendor/", "node_modules/", "build/"] },
  js.configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...size,
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^$" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    },
  },
  {
    files: ["web/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-console": "error",
      "no-restricted-properties": ["error", ...unsafeHtml],
      "no-restricted-syntax": ["error", ...templateRules],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["lit-html", "lit-html/*"], message: "Import from #lib/html.js." }] },
      ],
      "no-restricted-globals": [
        "error",
        { name: "alert", message: "Use Toasts." },
        { name: "confirm", message: "Use confirm() of #components/dialog.js." },
        { name: "prompt", message: "Use a dialog." },
        { name: "event", message: "Take the event as a parameter." },
        { name: "name", message: "A missing declaration." },
        { name: "status", message: "A missing declaration." },
        { name: "fetch", message: "Call the server through #lib/api.js." },
        { name: "localStorage", message: "Use #lib/preferences.js." },
        { name: "sessionStorage", message: "Nothing secret is kept in the browser; use #lib/preferences.js." },
      ],
    },
  },
  { files: ["web/lib/html.js"], rules: { "no-restricted-imports": "off" } },
  { files: ["web/lib/api.js"], rules: { "no-restricted-globals": "off" } },
  { files: ["web/sandbox/clerk.browser.js"], rules: { "no-restricted-globals": "off" } }, // somebody else's script, on our pages
  { files: ["web/lib/preferences.js", "web/lib/tab_memory.js"], rules: { "no-restricted-globals": "off" } },
  {
    files: ["web/tests/**", "tests/end_to_end/browser/**", "tools/*.mjs", "eslint.config.js"],
    languageOptions: { globals: { ...globals.node } },
    rules: { "max-lines-per-function": "off", "no-console": "off" },
  },
  // Code inside page.evaluate() runs in the browser.
  { files: ["tests/end_to_end/browser/**"], languageOptions: { globals: globals.browser } },
];
