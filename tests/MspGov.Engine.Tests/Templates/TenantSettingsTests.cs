using MspGov.Core.Changes;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Templates;

namespace MspGov.Engine.Tests.Templates;

/// <summary>What a tenant is to the MSP, as an object of templates: of the register, by ledger entries, and nothing of it sent to the tenant.</summary>
public class TenantSettingsTests
{
    [Fact]
    public async Task Tier_and_classification_go_to_a_tenant_by_an_entry_that_the_policy_decides_and_come_back()
    {
        (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();

        TemplateStepResult step = Assert.Single((await world.CopyAsync("base", target)).Whole());

        Assert.Equal(("tenantSettings", ChangeStatus.Succeeded), (step.Kind, step.Status));
        TenantDocument tenant = Registered(world, target);
        Assert.Equal((TenantTier.HighRegulation, "confidential", "tenant2"), (tenant.Tier, tenant.DataClassification, tenant.Name));
        Assert.Equal(
            [(TemplateActions.ObjectUpdate, EntryPhase.Intent), (TenantActions.Update, EntryPhase.Fact), (TemplateActions.ObjectUpdate, EntryPhase.Outcome)],
            world.Ledger.Entries.Where(entry => entry.Log == target.Id && entry.Action is TemplateActions.ObjectUpdate or TenantActions.Update).Where(entry => entry.Log == target.Id).Select(entry => (entry.Action, entry.Phase)));
        Assert.Empty(target.Writes);
        Assert.True(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).IsEmpty);

        (await world.RestoreAsync(step.Run)).Whole();
        Assert.Equal((TenantTier.Standard, (string?)null), (Registered(world, target).Tier, Registered(world, target).DataClassification));
    }

    [Fact]
    public async Task An_operator_who_may_not_change_tenants_does_not_do_it_by_a_template()
    {
        (TemplateWorld world, GraphTenantDouble target) = await PreparedAsync();
        world.Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "eve", DisplayName = "Eve" });
        world.Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "eve", Operator = "eve", Role = BuiltInRoles.Administrator, Scope = RoleScope.Everywhere });
        TemplateService eve = world.Service(new MspGov.Testing.MemoryLedger("eve", world.Time, world.Ledger.Shared));
        var output = new Collected<TemplateStepResult>();

        await eve.CopyAsync(TemplateWorld.Request("base", target), output, default);

        Assert.Equal(ChangeStatus.Failed, Assert.Single(output.Items).Status);
        Assert.Equal(TenantTier.Standard, Registered(world, target).Tier);
    }

    [Fact]
    public async Task Emergency_accounts_that_are_missing_are_a_to_do_and_no_success()
    {
        (TemplateWorld world, _) = await PreparedAsync();
        GraphTenantDouble without = world.Tenant(7, breakGlass: false);

        Collected<TemplateStepResult> copied = await world.CopyAsync("base", without);

        Assert.Empty(copied.Errors);
        Assert.Contains(copied.Warnings, warning => warning.Contains("Register-BreakGlassAccount", StringComparison.Ordinal));
        TemplateRolloutInfo run = Assert.Single(world.Ada.GetRuns());
        Assert.Equal((RolloutOutcome.Incomplete, TemplateRunState.Waiting), (run.Rollout.Outcome, Assert.Single(run.Runs).RunState));
        Assert.Contains("has 0", Assert.Single(Assert.Single(run.Runs).ToDo), StringComparison.Ordinal);
        TemplateDrift drift = Assert.Single(await world.CompareAsync("base", without));
        Assert.Equal((TemplateDriftStatus.Changed, "breakGlassAccounts"), (drift.Status, Assert.Single(drift.Differences).Path));
    }

    private static TenantDocument Registered(TemplateWorld world, GraphTenantDouble tenant) => world.Ledger.Read(register => register.Get<TenantDocument>(tenant.Id))!;

    private static async Task<(TemplateWorld World, GraphTenantDouble Target)> PreparedAsync()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        await world.ApprovedAsync(source, "base", "tenantSettings");
        return (world, world.Tenant(2));
    }
}
