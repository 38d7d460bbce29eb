/**
 * The completion of bash: neither the package bash-completion nor bash 4 is needed, and nothing of what stands on the
 * command line, nor of what is offered, is evaluated.
 *
 * Bash takes words apart at "=" and ":"; the command line's own are put together again, and of an answer bash gets what
 * is missing behind the last part.
 */
export const bashScript = `# bash completion for testcar

__testcar_complete() {
    local -a words=()
    local i word glued="" typed=\${COMP_WORDS[COMP_CWORD]} line directive=0 current head=""
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        if [[ \${#words[@]} -gt 0 && ( -n $glued || $word =~ ^[=:]+$ ) ]]; then
            words[\${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        glued=""
        if [[ $word =~ ^[=:]+$ ]]; then glued=yes; fi
    done
    if [[ $typed =~ ^[=:]+$ ]]; then typed=""; fi
    current=\${words[\${#words[@]}-1]}
    if [[ $current == --*=* ]]; then head=\${current%%=*}=; fi
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line =~ ^:[0-9]+$ ]]; then
            directive=\${line#:}
        elif [[ -n $line ]]; then
            line=$head\${line%%$'\\t'*}
            COMPREPLY+=("\${line#"\${current%"$typed"}"}")
        fi
    done < <(testcar complete -- "\${words[@]}" 2>/dev/null </dev/null)
    if ((directive & 16)); then
        compopt +o default -o dirnames 2>/dev/null
    elif ((directive & 4)); then
        compopt +o default 2>/dev/null
    fi
}

complete -o default -F __testcar_complete testcar
`;
