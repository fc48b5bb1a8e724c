// @ts-check
// Loaded with blocking="render", so that the first paint already has the chosen theme.
import { followTheme } from "#lib/theme.js";

followTheme();
