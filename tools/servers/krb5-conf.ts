/** What a client has to know of a realm. */
export interface ClientConfiguration {
  readonly realm: string;
  /** TCP port of the KDC on 127.0.0.1. */
  readonly port: number;
  /** Where caches and keytabs are that nobody names, so that those of the machine's user are never used. */
  readonly directory: string;
}

/**
 * The `krb5.conf` of a client: no DNS, TCP only.
 *
 * @see https://web.mit.edu/kerberos/krb5-1.20/doc/admin/conf_files/krb5_conf.html
 */
export const krb5Conf = ({ realm, port, directory }: ClientConfiguration): string => `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
  default_ccache_name = FILE:${directory}/ccache
  default_keytab_name = FILE:${directory}/keytab
  default_client_keytab_name = FILE:${directory}/client.keytab
[realms]
  ${realm} = {
    kdc = 127.0.0.1:${port}
  }
[domain_realm]
  localhost = ${realm}
  127.0.0.1 = ${realm}
`;

/** The `kdc.conf` of a realm. Pre-authentication is on: without it, wrong keys fail differently from Active Directory. */
export const kdcConf = (
  { realm, port, directory }: ClientConfiguration,
  ticketLife: number,
): string => `[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${realm} = {
    database_name = ${directory}/principal
    key_stash_file = ${directory}/stash
    acl_file = ${directory}/kadm5.acl
    max_life = ${ticketLife}s
    max_renewable_life = ${ticketLife}s
    default_principal_flags = +preauth
  }
[logging]
  kdc = FILE:${directory}/kdc.log
  default = FILE:${directory}/default.log
`;
