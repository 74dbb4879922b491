<#
.SYNOPSIS
    First line: somebody's laptop was stolen. Block, end sessions, take the methods away; later give access back with a pass.
.EXAMPLE
    ./stolen-laptop.ps1 -Tenant contoso -User ada@contoso.example -Ticket INC-4711
.EXAMPLE
    ./stolen-laptop.ps1 -Tenant contoso -User ada@contoso.example -Ticket INC-4711 -GiveBack
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Tenant,
    [Parameter(Mandatory)] [string] $User,
    [Parameter(Mandatory)] [string] $Ticket,

    # The person was identified: access comes back, with a Temporary Access Pass to enrol anew.
    [switch] $GiveBack
)

$ErrorActionPreference = 'Stop'
if ($GiveBack) {
    Restore-TenantUser $Tenant $User -Ticket $Ticket
    Reset-TenantUserPassword $Tenant $User -TemporaryAccessPass -Ticket $Ticket -Force
    return
}

Suspend-TenantUser $Tenant $User -Ticket $Ticket -Reason 'Stolen laptop'
Revoke-TenantUserSession $Tenant $User -Ticket $Ticket
Reset-TenantUserMfa $Tenant $User -Ticket $Ticket -Force
