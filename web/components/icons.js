// @ts-check
import { html, svg } from "#lib/html.js";

/** Outlines on a 24 × 24 grid. A new icon is one more line. */
const outlines = {
  activity: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>`,
  add: svg`<path d="M12 5.5v13M5.5 12h13"/>`,
  alert: svg`<path d="M12 3.5 21.5 20h-19Z"/><path d="M12 10v4.5M12 17.2v.1"/>`,
  align_bottom: svg`<path d="M4.5 20h15M8.5 5v11m7-7v7"/>`,
  align_center: svg`<path d="M12 4.5v15M6.5 8.5h11M8.5 15.5h7"/>`,
  align_left: svg`<path d="M4 4.5v15m4-11h11M8 15.5h7"/>`,
  align_middle: svg`<path d="M4.5 12h15m-11-5.5v11m7-9v7"/>`,
  align_right: svg`<path d="M20 4.5v15M5 8.5h11m-7 7h7"/>`,
  align_top: svg`<path d="M4.5 4h15m-11 4v11m7-11v7"/>`,
  back: svg`<path d="m14.5 6-6 6 6 6"/>`,
  calendar: svg`<rect x="3.5" y="5" width="17" height="15" rx="2.5"/><path d="M3.5 10h17M8 3v4m8-4v4"/>`,
  cancel: svg`<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>`,
  chart: svg`<path d="M4.5 4.5v15h15"/><path d="m8 14.5 3.2-4 3 2.5 4.8-6"/>`,
  chat: svg`<path d="M4 5.5h16v11H11l-4.5 3.5v-3.5H4Z"/><path d="M8 9.5h8M8 12.7h5"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  close: svg`<path d="m6.5 6.5 11 11m0-11-11 11"/>`,
  collapse: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M9 4.5v15m6.5-10L13 12l2.5 2.5"/>`,
  compass: svg`<circle cx="12" cy="12" r="8.5"/><path d="m15.5 8.5-2.2 4.8-4.8 2.2 2.2-4.8Z"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2"/>`,
  download: svg`<path d="M12 4v10.5m-4-4 4 4 4-4M4.5 18v.5a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V18"/>`,
  dropper: svg`<path d="m13 7 4 4m-3.2-4.8 1.5-1.5a2.3 2.3 0 0 1 3.3 0l.7.7a2.3 2.3 0 0 1 0 3.3l-1.5 1.5M14 8l-8.5 8.5-1 3 3-1L16 10"/>`,
  edit: svg`<path d="M4.5 19.5l.9-4L15.8 5.1a1.9 1.9 0 0 1 2.7 0l.4.4a1.9 1.9 0 0 1 0 2.7L8.5 18.6Z"/><path d="m13.8 7.2 3 3"/>`,
  expand: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M9 4.5v15m4-10 2.5 2.5-2.5 2.5"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>`,
  eye_off: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><path d="m4 20 16-16"/>`,
  grip: svg`<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/>`,
  home: svg`<path d="m4 11 8-7 8 7v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19Z"/><path d="M9.5 20v-6h5v6"/>`,
  image: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><circle cx="9" cy="10" r="1.6"/><path d="m4 17 5-4 3.5 2.5L16 12l4.5 4"/>`,
  inbox: svg`<path d="M3.5 13.5 6 5.5h12l2.5 8V18a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18Z"/><path d="M3.5 13.5H8.5l1.5 2.5h4l1.5-2.5h5"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>`,
  jobs: svg`<path d="M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01M9 6.5h10.5M9 12h10.5M9 17.5h7"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2.5"/><path d="M6.5 10h.01M10.2 10h.01M13.8 10h.01M17.5 10h.01M8 14h8"/>`,
  link: svg`<path d="M10 14a3.8 3.8 0 0 0 5.4 0l3-3A3.8 3.8 0 0 0 13 5.6l-1 1"/><path d="M14 10a3.8 3.8 0 0 0-5.4 0l-3 3A3.8 3.8 0 0 0 11 18.4l1-1"/>`,
  members: svg`<circle cx="9" cy="9" r="3.5"/><path d="M2.5 19.5a6.5 6.5 0 0 1 13 0"/><path d="M15.5 5.8a3.5 3.5 0 0 1 0 6.4M17.5 14.5a6.5 6.5 0 0 1 4 5"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  minus: svg`<path d="M5.5 12h13"/>`,
  pause: svg`<path d="M8.5 5.5v13m7-13v13"/>`,
  platform: svg`<rect x="3.5" y="4" width="17" height="7" rx="2"/><rect x="3.5" y="13" width="17" height="7" rx="2"/><path d="M7.5 7.5h.01M7.5 16.5h.01M12 7.5h5M12 16.5h5"/>`,
  play: svg`<path d="M7.5 5v14l11.5-7Z"/>`,
  prize: svg`<path d="M7.5 4.5h9v5a4.5 4.5 0 0 1-9 0ZM7.5 6H4.5v1.5a3 3 0 0 0 3 3M16.5 6h3v1.5a3 3 0 0 1-3 3M12 14v3.5M8.5 20h7a3.5 2.5 0 0 0-7 0Z"/>`,
  plug: svg`<path d="M9 3.5v4.5m6-4.5v4.5M6.5 8h11v3a5.5 5.5 0 0 1-11 0ZM12 16.5v4.5"/>`,
  pulse: svg`<path d="M3 12.5h4l2.5-7 5 13 2.5-6h4"/>`,
  redo: svg`<path d="m15.5 5 4 4-4 4M19.5 9h-9a5 5 0 0 0 0 10H15"/>`,
  refresh: svg`<path d="M19.5 8A8.2 8.2 0 1 0 20.3 13.5"/><path d="M20 3.5V8h-4.5"/>`,
  remove: svg`<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10.2 11v5m3.6-5v5"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  send: svg`<path d="M20.5 3.5 3.5 10.2l6.7 3.6 3.6 6.7Z"/><path d="m20.5 3.5-10.3 10.3"/>`,
  settings: svg`<path d="M4 7.5h9m4 0h3M4 16.5h3m4 0h9"/><circle cx="15" cy="7.5" r="2"/><circle cx="9" cy="16.5" r="2"/>`,
  share: svg`<circle cx="17.5" cy="5.5" r="2.5"/><circle cx="6.5" cy="12" r="2.5"/><circle cx="17.5" cy="18.5" r="2.5"/><path d="m8.7 10.7 6.6-3.9m-6.6 6.5 6.6 3.9"/>`,
  sign_out: svg`<path d="M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M15 8l4 4-4 4m4-4H9.5"/>`,
  swap: svg`<path d="M4.5 8.5h14m-4-4 4 4-4 4M19.5 15.5h-14m4-4-4 4 4 4"/>`,
  tag: svg`<path d="M3.5 4.5h8l9 9-7.5 7.5-9.5-9Z"/><path d="M8 9h.01"/>`,
  tenants: svg`<path d="M4.5 20V5.5A1.5 1.5 0 0 1 6 4h6.5A1.5 1.5 0 0 1 14 5.5V20M14 10h4a1.5 1.5 0 0 1 1.5 1.5V20M3 20h18M8 8.5h2.5M8 12h2.5M8 15.5h2.5"/>`,
  theme: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" class="icon-solid"/>`,
  turn: svg`<rect x="4" y="11" width="9.5" height="9.5" rx="2"/><path d="M8.5 7a8.2 8.2 0 0 1 10.7 10M8.5 7l3-3.5M8.5 7l4 2.2"/>`,
  undo: svg`<path d="m8.5 5-4 4 4 4M4.5 9h9a5 5 0 0 1 0 10H9"/>`,
  upload: svg`<path d="M12 15V4.5m-4 4 4-4 4 4M4.5 18v.5a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V18"/>`,
  user: svg`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
  workspace: svg`<rect x="3.5" y="7.5" width="17" height="12" rx="2"/><path d="M8.5 7.5V6a1.5 1.5 0 0 1 1.5-1.5h4A1.5 1.5 0 0 1 15.5 6v1.5M3.5 13h17"/>`,
};

/** @typedef {keyof typeof outlines} IconName */

/** Decoration: the text beside it, or the label of its button, carries the meaning. @param {IconName} shape */
export function icon(shape) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${outlines[shape]}</svg>`;
}

/** The product's mark: a stack of three sheets, the top one lit. */
export function mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="mark-low" d="m5 20.5 11 5.5 11-5.5"></path>
    <path class="mark-middle" d="m5 15.5 11 5.5 11-5.5"></path>
    <path class="mark-top" d="M16 5 27 10.5 16 16 5 10.5Z"></path>
  </svg>`;
}
