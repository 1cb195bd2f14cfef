// What Sourcify's own library says of each contract that `openmutual verify` has written down, as a line of JSON each.
// node verify.mjs URL FOLDER TRANSACTION input|metadata: FOLDER bears the chain's number and has a folder for each
// address, TRANSACTION is the one that made them; the last says by what each is verified.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import {
  SolidityCompilation,
  SolidityMetadataContract,
  SourcifyChain,
  Verification,
  setLibSourcifyLoggerLevel,
} from "@ethereum-sourcify/lib-sourcify";

const [url, folder, transaction, way] = process.argv.slice(2);
const solc = createRequire(new URL("../../contracts/package.json", import.meta.url))("solc");
const outputs = new Map();

// The compiler is the pinned one, and no other is asked for; contracts that share an input share its output.
const compiler = {
  async compile(version, input) {
    if (!solc.version().startsWith(version)) throw new Error(`${version} is not ${solc.version()}`);
    const written = JSON.stringify(input);
    if (!outputs.has(written)) outputs.set(written, solc.compile(written));
    return JSON.parse(outputs.get(written));
  },
};

const chain = new SourcifyChain({
  name: "local",
  chainId: Number(basename(folder)),
  rpcs: [{ rpc: url, traceSupport: "trace_transaction" }],
  supported: true,
});

function byInput(read) {
  const { stdJsonInput, compilerVersion, contractIdentifier } = JSON.parse(read("request.json"));
  const cut = contractIdentifier.lastIndexOf(":");
  const target = { path: contractIdentifier.slice(0, cut), name: contractIdentifier.slice(cut + 1) };
  return new SolidityCompilation(compiler, compilerVersion, stdJsonInput, target);
}

function byMetadata(read) {
  const metadata = JSON.parse(read("metadata.json"));
  const sources = Object.keys(metadata.sources).map((unit) => ({ path: unit, content: read(`sources/${unit}`) }));
  return new SolidityMetadataContract(metadata, sources).createCompilation(compiler);
}

setLibSourcifyLoggerLevel(0);
for (const address of readdirSync(folder)) {
  const read = (file) => readFileSync(join(folder, address, file), "utf8");
  const compilation = await { input: byInput, metadata: byMetadata }[way](read);
  const verification = new Verification(compilation, chain, address, transaction);
  await verification.verify();
  console.log(JSON.stringify({ address, ...verification.status }));
}
process.exit(0); // the line to the node would keep the process alive
