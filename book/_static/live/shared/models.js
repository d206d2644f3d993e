// Trained weights and other arrays: NAME.json says what lies where in NAME.bin.

const READERS = {
  float32: (buffer, offset, size) => new Float32Array(buffer, offset, size),
  float16: (buffer, offset, size) => fromHalf(new Uint16Array(buffer, offset, size)),
  uint8: (buffer, offset, size) => new Uint8Array(buffer, offset, size),
  int32: (buffer, offset, size) => new Int32Array(buffer, offset, size),
};

/**
 * Load the arrays of a model.
 *
 * @param {string} name
 * @param {URL} folder
 * @param {(share: number) => void} report told how much is loaded, from 0 to 1
 * @returns {Promise<Object<string, {shape: number[], data: Float32Array|Uint8Array|Int32Array}>>}
 */
export async function loadModel(name, folder, report) {
  const header = await (await get(new URL(`${name}.json`, folder))).json();
  const buffer = await bytes(await get(new URL(`${name}.bin`, folder)), header.bytes, report);
  const arrays = header.arrays.map(({ name, dtype, shape, offset }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return [name, { shape, data: READERS[dtype](buffer, offset, size) }];
  });
  return { ...Object.fromEntries(arrays), notes: header.notes };
}

async function get(address) {
  const file = address.pathname.split("/").pop();
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(`${file} did not arrive; is there a connection?`);
  }
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${file}.`);
  return response;
}

async function bytes(response, size, report) {
  const all = new Uint8Array(size);
  let loaded = 0;
  const reader = response.body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (loaded + value.length <= size) all.set(value, loaded);
    loaded += value.length;
    report(loaded / size);
  }
  if (loaded !== size) throw new Error(`its weights are damaged (${loaded} of ${size} bytes).`);
  return all.buffer;
}

/** Half-precision numbers (IEEE 754 binary16) in single precision. */
export function fromHalf(halves) {
  const single = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const exponent = (halves[i] >> 10) & 31;
    const fraction = halves[i] & 1023;
    const size = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
    single[i] = halves[i] & 0x8000 ? -size : size;
  }
  return single;
}
