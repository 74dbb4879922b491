using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Reviews;

/// <summary>Actions of access reviews; each in the tenant's own log.</summary>
public static class ReviewActions
{
    /// <summary>A campaign is opened in the tenant; detail <see cref="ReviewDocument"/>.</summary>
    public const string Open = "review.open";

    /// <summary>Items of the snapshot, or items that changed and are put before the reviewer again; detail <see cref="ReviewItemPage"/>.</summary>
    public const string Items = "review.items";

    /// <summary>Decisions; detail <see cref="ReviewDecisionBatch"/>.</summary>
    public const string Decide = "review.decide";

    /// <summary>The default for what nobody decided; detail <see cref="ReviewDecisionBatch"/>.</summary>
    public const string Default = "review.default";

    /// <summary>Undecided items go to the risk owner; detail <see cref="ReviewEscalation"/>.</summary>
    public const string Escalate = "review.escalate";

    /// <summary>Another operator decides in somebody's place; detail <see cref="ReviewReassignment"/>.</summary>
    public const string Reassign = "review.reassign";

    /// <summary>What came of items; detail <see cref="ReviewResultPage"/>.</summary>
    public const string Result = "review.result";

    /// <summary>Every item is closed; detail <see cref="ReviewReference"/>.</summary>
    public const string Complete = "review.complete";

    /// <summary>Stopped before the end; detail <see cref="ReviewReference"/>.</summary>
    public const string Stop = "review.stop";

    /// <summary>A pack is handed out; detail <see cref="ReviewPackDocument"/>.</summary>
    public const string PackExport = "review.pack.export";

    /// <summary>A pack's decisions come back; detail <see cref="ReviewPackImport"/>.</summary>
    public const string PackImport = "review.pack.import";

    /// <summary>Native access reviews were read; detail <see cref="NativeReviewRecord"/>.</summary>
    public const string Native = "review.native";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Open, Permission.ManageUsers, ReviewRules.Open),
        new(Items, Permission.ManageUsers, ReviewRules.Items),
        new(Decide, Permission.ManageUsers, ReviewRules.Decide),
        new(Default, Permission.ManageUsers, ReviewRules.Default),
        new(Escalate, Permission.ManageUsers, ReviewRules.Escalate),
        new(Reassign, Permission.ManageUsers, ReviewRules.Reassign),
        new(Result, Permission.ManageUsers, ReviewRules.Results),
        new(Complete, Permission.ManageUsers, ReviewRules.Completion),
        new(Stop, Permission.ManageUsers, ReviewRules.Stop),
        new(PackExport, Permission.ManageUsers, ReviewRules.PackExport),
        new(PackImport, Permission.ManageUsers, ReviewRules.PackImport),
        new(Native, Permission.Read, TenantActions.ActiveTenant),
    ];
}
