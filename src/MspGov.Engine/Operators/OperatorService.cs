using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Operators;

/// <summary>Use cases of operators, their keys and roles; reading is in the other part.</summary>
internal sealed partial class OperatorService(ILedger ledger, IOperatorKeys keys, ITenantPorts tenants, TimeProvider time) : IOperatorService
{
    /// <inheritdoc/>
    public OperatorInfo Create(OperatorDraft draft, string? ticket, string? reason)
    {
        string id = draft.Id.Trim().ToLowerInvariant();
        var document = new OperatorDocument
        {
            Id = id,
            DisplayName = draft.DisplayName,
            OperatorKind = draft.OperatorKind,
            Person = draft.Person,
            JobRoles = draft.JobRoles,
        };
        var deed = new Deed(id, ticket, reason);
        List<EntryDraft> drafts = [deed.Msp(OperatorActions.Create, document)];
        if (draft.Role is { } role)
        {
            drafts.Add(deed.Msp(OperatorActions.RoleGrant, NewGrant(id, role, draft.Scope ?? RoleScope.Everywhere, null)));
        }

        // Refused before a key is made: otherwise a refusal would leave a file behind.
        Demand(drafts);
        if (draft.Certificate is { } certificate)
        {
            ledger.Append([.. drafts, deed.Keys(LedgerActions.KeyEnrol, keys.OfCertificate(id, certificate))]);
            return Find(id);
        }

        drafts.Add(deed.Keys(LedgerActions.KeyEnrol, keys.Create(id, draft.Passphrase, next: false)));
        Commit(drafts, id, next: false);
        return Find(id);
    }

    /// <inheritdoc/>
    public async Task<OperatorInfo> UpdateAsync(OperatorChange change, string? ticket, string? reason, CancellationToken cancellationToken)
    {
        OperatorDocument known = Document(change.Id);
        var deed = new Deed(known.Id, ticket, reason);

        // Decided before anything is read in a tenant.
        Demand([deed.Msp(OperatorActions.Update, known)]);
        var accounts = new Dictionary<string, string>(known.Accounts);
        foreach ((string tenant, string? account) in change.Accounts ?? new Dictionary<string, string?>())
        {
            if (account is null)
            {
                accounts.Remove(tenant);
            }
            else
            {
                accounts[tenant] = await AccountAsync(tenant, account, cancellationToken);
            }
        }

        ledger.Append([deed.Msp(OperatorActions.Update, known with
        {
            DisplayName = change.DisplayName ?? known.DisplayName,
            Person = change.Person ?? known.Person,
            JobRoles = change.JobRoles ?? known.JobRoles,
            Accounts = accounts,
        })], cancellationToken);
        return Find(known.Id);
    }

    /// <inheritdoc/>
    public OperatorInfo Disable(string id, bool retireKeys, string? ticket, string? reason)
    {
        OperatorDocument known = Document(id);
        var deed = new Deed(id, ticket, reason);
        ledger.Append([deed.Msp(OperatorActions.Disable, new OperatorNamed(known.Id)), .. retireKeys ? Retirements(deed, known.Id) : []]);
        return Find(id);
    }

    /// <inheritdoc/>
    public OperatorInfo Enable(string id, string? ticket, string? reason)
    {
        ledger.Append([new Deed(id, ticket, reason).Msp(OperatorActions.Enable, new OperatorNamed(Document(id).Id))]);
        return Find(id);
    }

    /// <inheritdoc/>
    public OperatorInfo RotateKey(string id, string? passphrase, string? certificate, string? ticket, string? reason)
    {
        OperatorDocument known = Document(id);
        var deed = new Deed(known.Id, ticket, reason);
        EntryDraft[] retirements = Retirements(deed, known.Id);
        if (certificate is not null)
        {
            ledger.Append([deed.Keys(LedgerActions.KeyEnrol, keys.OfCertificate(known.Id, certificate)), .. retirements]);
            keys.Discard(known.Id, next: false);
            return Find(known.Id);
        }

        // The guard of the last administrator looks at one retirement alone; here another key comes first.
        EntryDraft enrolment = deed.Keys(LedgerActions.KeyEnrol, keys.Create(known.Id, passphrase, next: true));
        Commit([enrolment, .. retirements], known.Id, next: true);
        keys.UseNext(known.Id);
        return Find(known.Id);
    }

    /// <inheritdoc/>
    public OperatorRoleInfo DefineRole(CustomRoleDocument role, bool mustExist, string? ticket, string? reason)
    {
        CustomRoleDocument? known = ledger.Read(register => OperatorRoles.FindCustom(register, role.Name));
        if (mustExist && known is null)
        {
            throw OperatorErrors.RoleNotFound.With($"There is no custom operator role '{role.Name}'.").About(role.Name);
        }

        if (!mustExist && known is not null)
        {
            throw PolicyErrors.Conflict.With($"There is a custom operator role '{known.Name}' already: change it with Set-GovernanceRole.").About(role.Name);
        }

        ledger.Append([new Deed(role.Name, ticket, reason, "operatorRole").Msp(OperatorActions.RoleDefine, role)]);
        return GetRoles(role.Name).Single();
    }

    /// <inheritdoc/>
    public void RemoveRole(string name, string? ticket, string? reason) =>
        ledger.Append([new Deed(name, ticket, reason, "operatorRole").Msp(OperatorActions.RoleRemove, new CustomRoleNamed(name))]);

    /// <inheritdoc/>
    public RoleGrantDocument GrantRole(string @operator, string role, RoleScope scope, DateTimeOffset? end, string? ticket, string? reason)
    {
        RoleGrantDocument grant = NewGrant(@operator, role, scope, end);
        ledger.Append([new Deed(@operator, ticket, reason).Msp(OperatorActions.RoleGrant, grant)]);
        return ledger.Read(register => register.Get<RoleGrantDocument>(grant.Id))!;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RoleGrantDocument> RevokeRole(string @operator, string role, string? grantId, string? ticket, string? reason)
    {
        DateTimeOffset now = time.GetUtcNow();
        RoleGrantDocument[] held = [.. ledger.Read(register => register.List<RoleGrantDocument>(state: @operator))
            .Where(grant => (grantId is null || grant.Id == grantId)
                && string.Equals(grant.Role, role, StringComparison.OrdinalIgnoreCase)
                && (grant.End is null || now < grant.End))];
        if (held.Length == 0)
        {
            throw OperatorErrors.RoleNotFound.With($"Operator '{@operator}' does not hold the role '{role}'.").About(@operator);
        }

        var deed = new Deed(@operator, ticket, reason);
        ledger.Append([.. held.Select(grant => deed.Msp(OperatorActions.RoleRevoke, new RoleGrantNamed(grant.Id)))]);
        return ledger.Read(register => held.Select(grant => register.Get<RoleGrantDocument>(grant.Id)!).ToArray());
    }

    private EntryDraft[] Retirements(Deed deed, string id) =>
        [.. ledger.Read(register => register.List<OperatorKeyDocument>(state: id)).Select(key => deed.Keys(LedgerActions.KeyRetire, new KeyRetireDetail(id, key.KeyId)))];

    private RoleGrantDocument NewGrant(string @operator, string role, RoleScope scope, DateTimeOffset? end) => new()
    {
        Id = Guid.NewGuid().ToString("D"),
        Operator = @operator,
        Role = BuiltInRoles.Permissions.Keys.FirstOrDefault(known => string.Equals(known, role, StringComparison.OrdinalIgnoreCase)) ?? role,
        Scope = scope,
        Start = time.GetUtcNow(),
        End = end?.ToUniversalTime(),
    };

    /// <summary>Object id of an account: only ids are recorded, for a name can be given to another.</summary>
    private async Task<string> AccountAsync(string tenantId, string account, CancellationToken cancellationToken)
    {
        TenantDocument tenant = ledger.Read(register => register.Get<TenantDocument>(tenantId))
            ?? throw TenantErrors.NotFound.With($"Tenant {tenantId} is not registered.").About(tenantId);
        GraphResponse response = await tenants.Open(tenant).SendAsync(GraphRequest.Get($"/users/{TenantReads.Escape(account)}?$select=id"), cancellationToken);
        return response.Status == 404
            ? throw TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no user '{account}'.").About(account, tenantId)
            : response.EnsureSuccess().ParseRoot().Text("id")!.ToLowerInvariant();
    }

    /// <summary>Asks the policy beforehand. A refusal goes through the ledger, which records it.</summary>
    private void Demand(List<EntryDraft> drafts)
    {
        Ruling ruling = ledger.Read(register => GovernancePolicy.Decide(new RuleContext(register, ledger.Operator, drafts[0], time.GetUtcNow())));
        if (ruling.Kind != RulingKind.Permit)
        {
            ledger.Append([drafts[0]]);
            throw ruling.ToException();
        }
    }

    private void Commit(List<EntryDraft> drafts, string id, bool next)
    {
        try
        {
            ledger.Append(drafts);
        }
        catch
        {
            keys.Discard(id, next);
            throw;
        }
    }

    private OperatorDocument Document(string id) =>
        ledger.Read(register => register.Get<OperatorDocument>(id))
        ?? throw OperatorErrors.NotFound.With($"There is no operator '{id}'.").About(id);

    /// <summary>What one command records about one operator.</summary>
    private sealed record Deed(string Id, string? Ticket, string? Reason, string Type = "operator")
    {
        private readonly Guid _correlation = Guid.NewGuid();

        public EntryDraft Msp<T>(string action, T detail) => Draft(LogIds.Msp, action, detail);

        public EntryDraft Keys<T>(string action, T detail) => Draft(LogIds.Keys, action, detail);

        private EntryDraft Draft<T>(string log, string action, T detail) => new()
        {
            Log = log,
            Action = action,
            Correlation = _correlation,
            Subject = new EntrySubject(Type, Id),
            Ticket = Ticket,
            Reason = Reason,
            Detail = CoreJson.ToBytes(detail),
        };
    }
}
