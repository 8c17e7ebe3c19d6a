/** Colours of a page and of the charts on it, as `#rrggbb`, by the names of their CSS variables. */
export interface Scheme {
  page: string;
  /** Behind charts and tables. */
  card: string;
  text: string;
  muted: string;
  line: string;
  link: string;
  /** Of what is right, or the first series of a chart. */
  right: string;
  /** Of what is wrong, or the second series. */
  wrong: string;
}

export const SCHEMES = {
  light: {
    page: '#f3f5f8',
    card: '#ffffff',
    text: '#1b1f24',
    muted: '#57606a',
    line: '#c9d1d9',
    link: '#0a55b8',
    right: '#1c62b9',
    wrong: '#b8480c',
  },
  dark: {
    page: '#0d1117',
    card: '#161b22',
    text: '#e6edf3',
    muted: '#a0a9b4',
    line: '#3a434e',
    link: '#79b8ff',
    right: '#6cb0ff',
    wrong: '#ff9a5c',
  },
} as const satisfies Record<string, Scheme>;

/** Heat of a cell comes in so many levels above none. */
export const HEAT_LEVELS = 9;

/** The level for a share from 0 to 1; any share above 0 has one, and small ones are told apart. */
export function heatLevel(share: number): number {
  return Math.ceil(HEAT_LEVELS * Math.sqrt(share));
}

/** How much of the hue a level has, 0 to 1; the first is told from none at a glance. */
export function heatShare(level: number): number {
  return level === 0 ? 0 : (level + 1) / (HEAT_LEVELS + 1);
}

export interface HeatColours {
  background: string;
  text: string;
}

/** Of a cell on a card: the more heat, the more of the hue; the text is what reads better on it. */
export function heatColours(scheme: Scheme, hue: 'right' | 'wrong', level: number): HeatColours {
  const background = mixed(scheme.card, scheme[hue], heatShare(level));
  const inks = ['#000000', '#ffffff'];
  const [text = scheme.text] = inks.sort((a, b) => contrast(b, background) - contrast(a, background));
  return { background, text };
}

/** The contrast ratio of two colours, 1 to 21, as WCAG 2 defines it. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixed(from: string, to: string, share: number): string {
  const target = channels(to);
  const values = channels(from).map((value, i) => Math.round(value + share * ((target[i] ?? 0) - value)));
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
