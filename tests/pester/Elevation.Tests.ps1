BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    $script:Store = Connect-TestStore
    New-TestTenant | Out-Null
    New-GovernanceOperator bob -DisplayName Bob -Role Administrator -AllTenants | Out-Null
    $wanted = 'Global Administrator', 'Security Administrator', 'Exchange Administrator', 'Reports Reader'
    $script:Users = @(Get-TenantAccess contoso | Where-Object PrincipalType -eq 'User' | Group-Object PrincipalName |
        Where-Object { -not ($_.Group.Role | Where-Object { $_ -in $wanted }) } | ForEach-Object Name)
    function Use-Operator([string] $Name) { Connect-GovernanceStore -Path $script:Store -Operator $Name | Out-Null }
}
AfterAll { Disconnect-GovernanceStore }

Describe 'New-ElevationGrant' {
    It 'is active at once without approval, and says who ends it' {
        $grant = New-ElevationGrant contoso 'Reports Reader' -Principal $Users[0] -Duration PT1H -Reason Report -Force
        $grant.State | Should -Be Active
        $grant.EndedBySweepOnly | Should -BeFalse
    }
    It 'refuses a duration of <_>' -ForEach 'PT0S', '-PT1H', 'P3650D' {
        { New-ElevationGrant contoso 'Reports Reader' -Principal $Users[1] -Duration $_ -Reason x -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationDurationNotAllowed,*'
    }
    It 'refuses a role that is not there' {
        { New-ElevationGrant contoso 'Chief Wizard' -Principal $Users[1] -Reason x -Force -ErrorAction Stop } | Should -Throw -ErrorId 'TenantObjectNotFound,*'
    }
    It 'does nothing under -WhatIf' {
        New-ElevationGrant contoso 'Reports Reader' -Principal $Users[2] -Reason x -WhatIf | Should -BeNullOrEmpty
    }
}

Describe 'Approve-ElevationGrant' {
    It 'is another person than the requester' {
        $grant = New-ElevationGrant contoso 'Security Administrator' -Principal $Users[0] -Reason x -Force
        $grant.State | Should -Be Requested
        { Approve-ElevationGrant $grant.GrantId -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationSelfApproval,*'
        Use-Operator bob
        (Approve-ElevationGrant $grant.GrantId -RequestHash $grant.RequestHash -Force).State | Should -Be Active
        Use-Operator alice
    }
}

Describe 'Deny-ElevationGrant' {
    It 'ends a request' {
        $grant = New-ElevationGrant contoso 'Global Administrator' -Principal $Users[1] -Reason x -Force
        (Deny-ElevationGrant $grant.GrantId -Reason 'No' -Force).State | Should -Be Denied
    }
}

Describe 'Revoke-ElevationGrant' {
    It 'tells in plain words that PIM removes nothing in its first five minutes' {
        $grant = New-ElevationGrant contoso 'Reports Reader' -Principal $Users[5] -Duration PT1H -Reason x -Force
        { Revoke-ElevationGrant $grant.GrantId -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationEndFailed,*' -ExpectedMessage '*five minutes*'
    }
}

Describe 'Get-ElevationGrant' {
    It 'shows what is open' { (Get-ElevationGrant -Open).Count | Should -BeGreaterThan 0 }
}

Describe 'Invoke-ElevationSweep' {
    It 'sums up for a scheduler' { (Invoke-ElevationSweep -Force -WarningAction SilentlyContinue).ExitCode | Should -BeIn 0, 1, 2 }
    It 'only shows under -WhatIf' { (Invoke-ElevationSweep -WhatIf).Ended | Should -Be 0 }
}

Describe 'Set-ElevationPolicy' {
    It 'wants a ticket that fits' {
        Set-ElevationPolicy 'Reports Reader' -Approval None -MaximumDuration PT2H -TicketPattern 'INC-\d+' | Out-Null
        { New-ElevationGrant contoso 'Reports Reader' -Principal $Users[3] -Reason x -Ticket 'X-1' -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationTicketNotAccepted,*'
    }
}
Describe 'Get-ElevationPolicy' { It 'shows it before the built-in ones' { (Get-ElevationPolicy)[0].RoleName | Should -Be 'Reports Reader' } }
Describe 'Remove-ElevationPolicy' { It 'removes it' { Remove-ElevationPolicy 'Reports Reader'; (Get-ElevationPolicy).BuiltIn | Should -Not -Contain $false } }

Describe 'Register-ClientApprover' {
    It 'lets the client decide offline' {
        Set-ElevationPolicy privileged -Tier Standard -Approval Client | Out-Null
        $key = [System.Security.Cryptography.ECDsa]::Create([System.Security.Cryptography.ECCurve+NamedCurves]::nistP256)
        [IO.File]::WriteAllText("$TestDrive/client.pem", $key.ExportPkcs8PrivateKeyPem())
        [IO.File]::WriteAllText("$TestDrive/public.pem", $key.ExportSubjectPublicKeyInfoPem())
        Register-ClientApprover contoso cio "$TestDrive/public.pem" | Out-Null
        Use-Operator bob
        $grant = New-ElevationGrant contoso 'Exchange Administrator' -Principal $Users[4] -Reason x -Force
        $grant = if ("$($grant.State)" -eq 'Requested') { $grant } else { New-ElevationGrant contoso 'Global Administrator' -Principal $Users[4] -Reason x -Force }
        Export-ElevationRequest $grant.GrantId "$TestDrive/request.json" | Out-Null
        Approve-ElevationGrant -RequestPath "$TestDrive/request.json" -Approver cio -KeyPath "$TestDrive/client.pem" -OutFile "$TestDrive/approval.json" -Force
        (Approve-ElevationGrant -ApprovalPath "$TestDrive/approval.json" -Force).State | Should -Be Active
        Use-Operator alice
    }
}
Describe 'Export-ElevationRequest' {
    It 'refuses what does not wait for the client' {
        { Export-ElevationRequest (Get-ElevationGrant -State Active)[0].GrantId "$TestDrive/no.json" -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationStateUnfit,*'
    }
}
Describe 'Get-ClientApprover' { It 'lists them' { (Get-ClientApprover contoso).Name | Should -Be cio } }
Describe 'Unregister-ClientApprover' { It 'retires the key' { Unregister-ClientApprover contoso cio; (Get-ClientApprover contoso).State | Should -Be retired } }

Describe 'incident-elevation.ps1' {
    It 'elevates, works, and gives back or says that it could not yet' {
        $result = & $PSScriptRoot/../../examples/runbooks/incident-elevation.ps1 -Tenant contoso -Ticket INC-7 -Reason 'Mail loop' -Principal $Users[2] -Work { 'working' } -WarningAction SilentlyContinue
        "$(@($result)[-1].State)" | Should -BeIn 'Ended', 'Ending'
    }
}
Describe 'elevation-sweep.ps1' {
    It 'ends with an exit code that a scheduler can read' {
        New-GovernanceOperator sweeper -Automation -Role HelpDesk -AllTenants | Out-Null
        $lines = & $PSScriptRoot/../../examples/rmm/elevation-sweep.ps1 -StorePath $Store -WarningAction SilentlyContinue
        $LASTEXITCODE | Should -BeIn 0, 1, 2
        $lines | Should -Contain "ExitCode=$LASTEXITCODE"
    }
}
