BeforeAll { . $PSScriptRoot/TestStore.ps1; Connect-TestStore | Out-Null }
AfterAll { Disconnect-GovernanceStore; Remove-Item -Recurse -Force $script:TestRoot }

Describe 'New-LabTenant' {
    It 'gives the same tenant for the same name, size and seed' {
        $one = New-LabTenant -Name alpha -Size Small -Seed 5
        Remove-LabTenant alpha -Confirm:$false
        (New-LabTenant -Name alpha -Size Small -Seed 5).TenantId | Should -Be $one.TenantId
    }
    It 'refuses a second one of the same name' {
        { New-LabTenant -Name alpha -ErrorAction Stop } | Should -Throw -ErrorId 'LabTenantAlreadyExists,*'
    }
}

Describe 'Get-LabTenant' {
    It 'finds by wildcard' { (Get-LabTenant al*).Name | Should -Be 'alpha' }
    It 'says when there is none' { { Get-LabTenant nope -ErrorAction Stop } | Should -Throw -ErrorId 'LabTenantNotFound,*' }
}

Describe 'Set-LabTenant' {
    It 'switches latency on and off' {
        (Set-LabTenant alpha -Latency PT0.05S -PassThru).Behaviour.Latency.TotalMilliseconds | Should -Be 50
        (Set-LabTenant alpha -Latency PT0S -PassThru).Behaviour.Latency.TotalMilliseconds | Should -Be 0
    }
}

Describe 'Remove-LabTenant' {
    It 'deletes it' {
        Remove-LabTenant alpha -Confirm:$false
        Get-LabTenant | Should -BeNullOrEmpty
    }
}
