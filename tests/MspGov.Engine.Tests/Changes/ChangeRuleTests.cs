using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Tests.Changes;

public class ChangeRuleTests
{
    private readonly ChangeWorld _world = new();

    [Fact]
    public void An_intent_whose_action_is_not_that_of_its_arguments_is_denied()
    {
        // Else a help desk could write "password reset" over a role assignment.
        ITenantChange role = new RoleAssignmentChange("u1", "62e90394-69f5-4237-9190-012177145e10", "/", true);
        GovException error = Assert.Throws<GovException>(() => _world.LedgerOf("hana").Append([Intent(role, ChangeActions.PasswordReset)]));
        Assert.Same(PolicyErrors.Denied, error.Definition);
    }

    [Fact]
    public void Every_kind_has_code_and_an_action_of_the_catalogue_and_reads_back_as_written()
    {
        foreach (ITenantChange change in ChangeSamples.All)
        {
            Assert.NotNull(ChangeKinds.Of(change));
            Assert.NotNull(ActionCatalogue.Find(change.Action));
            ITenantChange read = TenantChanges.Read(change.Kind, TenantChanges.Write(change));
            Assert.Equal(TenantChanges.Write(change), TenantChanges.Write(read));
        }

        // The kind of templates carries whole documents and has tests of its own.
        Assert.Equal(TenantChanges.Kinds.Where(kind => kind != "templateObject").Order(), ChangeSamples.All.Select(change => change.Kind).Distinct().Order());
    }

    private static EntryDraft Intent(ITenantChange change, string action) => new()
    {
        Log = ChangeWorld.TenantId,
        Action = action,
        Phase = EntryPhase.Intent,
        Correlation = Guid.NewGuid(),
        Detail = CoreJson.ToBytes(new ChangeIntentDetail("c1", change.Kind, TenantChanges.Write(change))),
    };
}
