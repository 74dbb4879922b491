<#
.SYNOPSIS
    An incident in a client tenant: elevate, do the work, give back, whatever happens in between.
.DESCRIPTION
    The grant is active when the work begins (the tenant was read back) and is given back at its end. PIM removes nothing in its
    first five minutes: what cannot be given back yet is left to the tenant's own end and to the sweep, and said so.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $Ticket,
    [Parameter(Mandatory)] [string] $Reason,
    # What is done while elevated.
    [Parameter(Mandatory)] [scriptblock] $Work,
    [string] $Role = 'Reports Reader',
    # Whose account is elevated; the operator's own by default.
    [string] $Principal,
    [timespan] $Duration = '01:00:00'
)

$ErrorActionPreference = 'Stop'
$ask = @{ Tenant = $Tenant; Role = $Role; Ticket = $Ticket; Reason = $Reason; Duration = $Duration }
if ($Principal) { $ask.Principal = $Principal }
$grant = New-ElevationGrant @ask -Force
if ("$($grant.State)" -eq 'Requested') {
    $PSCmdlet.WriteWarning("Grant $($grant.GrantId) waits for $($grant.ApprovalsMissing) approval(s); run this again when it is approved.")
    return $grant
}

try {
    & $Work $grant | Out-Default
}
finally {
    try { $grant = Revoke-ElevationGrant $grant.GrantId -Reason 'Incident work is done' -Force }
    catch {
        $PSCmdlet.WriteWarning("$_")
        $grant = Get-ElevationGrant -GrantId $grant.GrantId
    }
}

$grant
