// Exact decimal text for screens: grouping, padding, adding. Never a binary float where a digit is shown.

/** Whole units of `places` decimals: "1.25" at 3 places is 1250n. Digits past the places are cut. */
export function units(text, places) {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(String(text).trim());
  if (!match || (match[2] === "" && !match[3])) return null;
  const fraction = (match[3] ?? "").slice(0, places).padEnd(places, "0");
  const value = BigInt((match[2] || "0") + fraction);
  return match[1] ? -value : value;
}

/** Plain text of whole units: 1250n at 3 places is "1.250". */
export function plain(value, places) {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  return places === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-places)}`;
}

/** Text as the server shows it: at least `places` decimals, thousands apart. */
export function shown(text, places) {
  const [whole, fraction = ""] = String(text).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const padded = fraction.padEnd(places, "0");
  return padded ? `${grouped}.${padded}` : grouped;
}

/** The largest multiple of `step` that is not above `value`, both in the same units. */
export function floorTo(value, step) {
  return step > 0n ? value - (value % step) : value;
}
