import { durationSchema, Secret } from "@testcar/core";
import * as v from "valibot";

const file = (description: string) =>
  v.optional(v.pipe(v.string(), v.minLength(1, "Expected the path of a file"), v.description(description)));

const variable = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z_]\w*$/, "Expected the name of an environment variable"),
      v.description(description),
    ),
  );

const IDENTITIES = ["keytab", "cache", "password"] as const;

const PATHS = [["keytab"], ["cache"], ["password"]] as const;

type Given = Readonly<Partial<Record<(typeof IDENTITIES)[number], unknown>>>;

const count = (given: Given): number => IDENTITIES.filter((name) => given[name] !== undefined).length;

const members = v.strictObject({
  principal: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s@-][^\s@]*(@[^\s@]+)?$/, "Expected a principal like testcar@EXAMPLE.ORG"),
      v.description(
        "Who logs in: testcar@EXAMPLE.ORG. Without the realm, that of krb5.conf. Default: the first principal of the keytab, or the owner of the cache. A password needs it.",
      ),
    ),
  ),
  keytab: file(
    "File with the keys of the principal, relative to the configuration. Exactly one of keytab, cache and password.",
  ),
  cache: file(
    "File of an existing ticket cache. It is copied, never changed, and read again when its ticket ends.",
  ),
  password: v.optional(
    v.pipe(
      v.instance(Secret, "Expected ${env:NAME} or ${file:PATH}, never the password itself"),
      v.title("secret"),
      v.description("The principal's password, as ${env:NAME} or ${file:PATH}. Needs the program kinit."),
    ),
  ),
  config: file(
    "The realm's krb5.conf, relative to the configuration. Default: what KRB5_CONFIG names, or /etc/krb5.conf",
  ),
  service: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z][\w.-]*$/, "Expected the first part of a service principal, like HTTP"),
      v.description("First part of the service's principal. Default: HTTP"),
    ),
  ),
  host: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s/@:]+$/, "Expected the name of a host, like api.example.org"),
      v.description("Second part of the service's principal, where it is not the host of the URL."),
    ),
  ),
  as: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.description("Id of the credential, to have several. Default: kerberos"),
    ),
  ),
  origins: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        "Origins whose requests carry a ticket, like https://api.example.org. Default: the target's; none when another plugin needs the credential.",
      ),
    ),
  ),
  deadline: v.optional(
    durationSchema(
      "How long one log-in, or one ticket for a service, may take: milliseconds, or a text like 10s. Default: 30s",
    ),
  ),
  environment: v.optional(
    v.pipe(
      v.strictObject({
        cache: variable("Variable that names a ticket cache for the tests: KRB5CCNAME"),
        config: variable("Variable that names krb5.conf: KRB5_CONFIG"),
      }),
      v.description(
        'Names of environment variables by which tests get a ticket cache of their own, and krb5.conf: { cache: "KRB5CCNAME", config: "KRB5_CONFIG" }. Default: none',
      ),
    ),
  ),
});

/** Options of the Kerberos plugin, each with its meaning; the reference page is made from it. */
export const optionsSchema = v.pipe(
  members,
  v.partialCheck(
    PATHS,
    (given) => count(given) > 0,
    "Expected one of keytab, cache and password: how the principal proves who it is",
  ),
  v.forward(
    v.partialCheck(
      PATHS,
      (given) => count(given) < 2,
      "Expected one of keytab, cache and password, not several",
    ),
    ["keytab"],
  ),
  v.forward(
    v.partialCheck(
      [["password"], ["principal"]],
      ({ password, principal }) => password === undefined || principal !== undefined,
      "A password needs the principal that it is of",
    ),
    ["principal"],
  ),
);

/** Validated options. */
export type KerberosOptions = v.InferOutput<typeof optionsSchema>;
