<#
.SYNOPSIS
    From nothing to verified evidence: three client tenants, who can do what in them, and a pack that a client checks alone.
.DESCRIPTION
    Works in a temporary folder and removes it at the end. The tenants are lab tenants: they answer as Microsoft Graph does.
    Runs in MspGov.Host and in pwsh 7.4 or later (Import-Module MspGov first).
#>
[CmdletBinding()]
param(
    # Keeps the folder and tells where it is.
    [switch] $Keep
)

$ErrorActionPreference = 'Stop'
$folder = [System.IO.Directory]::CreateTempSubdirectory('mspgov-quickstart-').FullName

try {
    "`n== 1. A store: a signed ledger, and alice as its first operator"
    Initialize-GovernanceStore -Path "$folder/store" -Operator alice -DisplayName 'Alice' | Out-Null
    Connect-GovernanceStore -Path "$folder/store" -Operator alice | Out-Default

    "`n== 2. Three client tenants (labs of about 50 users each)"
    $seed = 0
    'contoso', 'fabrikam', 'tailspin' | ForEach-Object {
        New-LabTenant -Name $_ -Size Small -Seed (++$seed) | Register-ClientTenant -Tier Standard
    } | Out-Default

    "`n== 3. Who can do what: one line for every path of every identity"
    $access = @(Get-TenantAccess -Tenant * -SaveSnapshot)
    $access[0..11] | Out-Default
    "   ... $($access.Count) paths in all; each tenant was read completely: $(@($access | Where-Object Completeness -ne 'Complete').Count -eq 0)"

    "`n== 4. Standing privileged access: what should be just in time, and is not"
    @($access | Where-Object { $_.Privileged -and $_.Standing })[0..7] | Out-Default
    "   ... $(@($access | Where-Object { $_.Privileged -and $_.Standing }).Count) standing privileged paths"

    "`n== 5. Everything above is on record, signed by alice"
    Get-AuditEntry -Tenant contoso | Out-Default
    "   ledger: $((Test-AuditLedger).Verdict)"

    "`n== 6. Contoso gets a trust anchor once, and evidence whenever it asks"
    Export-AuditTrust -Tenant contoso -Path "$folder/trust.json" | Out-Null
    Export-AuditEvidence -Tenant contoso -Path "$folder/pack" | Out-Default
    $verdict = Test-AuditEvidence -Path "$folder/pack" -TrustAnchor "$folder/trust.json"
    $verdict | Out-Default
    "   the pack is $($verdict.Verdict): every rule holds; no outside authority has vouched for the time yet"

    "`n== 7. One flipped byte in it, and it is rejected"
    $file = "$folder/pack/entries.jsonl"
    $bytes = [System.IO.File]::ReadAllBytes($file)
    $bytes[100] = $bytes[100] -bxor 1
    [System.IO.File]::WriteAllBytes($file, $bytes)
    $forged = Test-AuditEvidence -Path "$folder/pack" -TrustAnchor "$folder/trust.json"
    $forged.Findings | Out-Default
    "   the pack is now $($forged.Verdict)"

    if ("$($verdict.Verdict)" -ne 'ValidNotAnchored' -or "$($forged.Verdict)" -ne 'Invalid') {
        throw 'The quickstart did not end as it should: please report this.'
    }
}
finally {
    Disconnect-GovernanceStore
    if ($Keep) { "`nKept in $folder" } else { [System.IO.Directory]::Delete($folder, $true) }
}
