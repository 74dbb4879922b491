using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Ledger.Append;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Founds a ledger: one commit that creates it, enrols the first operator's key, and makes that operator its administrator.</summary>
internal static class Founding
{
    public static StoreInfo Create(InitializeStoreRequest request, TimeProvider time)
    {
        OperatorIds.Check(request.Operator);
        string ledgerId = Scalars.Of(Guid.NewGuid());
        string origin = $"{CheckPrefix(request.OriginPrefix)}/{ledgerId}";
        StoreFolder folder = StoreFolder.Create(request.Path, ledgerId, origin, Scalars.ToMilliseconds(time.GetUtcNow()));
        using EcdsaPrivateKey key = EcdsaPrivateKey.Create();
        using LedgerKeyPair pair = LedgerKeyPair.Create(origin);
        StoreFiles.Writing(request.Path, () =>
        {
            OperatorKeyFile.Write(folder.OperatorKey(request.Operator), key, request.Passphrase);
            pair.Save(folder.LedgerKeys);
        });
        using (SqliteConnection connection = SqliteConnection.Open(folder.Database, create: true))
        {
            Schema.Create(connection);
        }

        Append(new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, time), new Signer(request.Operator, key), request.DisplayName, pair);
        folder.Describe();
        return LedgerStore.Inspect(request.Path) with { Operator = request.Operator, KeyId = key.KeyId };
    }

    private static void Append(LedgerContext context, Signer signer, string displayName, LedgerKeyPair pair)
    {
        Committer committer = Committer.Acquire(context);
        try
        {
            committer.Append(new AppendRequest(signer, Drafts(context, signer, displayName, pair), default) { Internal = true }, TimeSpan.FromSeconds(30));
        }
        finally
        {
            committer.Dispose();
        }
    }

    private static EntryDraft[] Drafts(LedgerContext context, Signer signer, string displayName, LedgerKeyPair pair)
    {
        var correlation = Guid.NewGuid();
        var vkeys = pair.Vkeys.Select(vkey => vkey.ToString()).ToArray();
        return
        [
            Draft(LogIds.Keys, LedgerActions.Create, new LedgerCreateDetail(context.Ledger, context.Folder.Origin, vkeys)),
            Draft(LogIds.Keys, LedgerActions.KeyEnrol, OperatorKeyFile.Enrolment(signer.Operator, signer.Key.Public)),
            Draft(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = signer.Operator, DisplayName = displayName }),
            Draft(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument
            {
                Id = Scalars.Of(Guid.NewGuid()),
                Operator = signer.Operator,
                Role = BuiltInRoles.AdministratorWithBilling,
                Scope = RoleScope.Everywhere,
            }),
        ];

        EntryDraft Draft<T>(string log, string action, T detail) => new()
        {
            Log = log,
            Action = action,
            Correlation = correlation,
            Detail = CoreJson.ToBytes(detail),
        };
    }

    private static string CheckPrefix(string prefix)
    {
        try
        {
            return Vkey.CheckName(prefix);
        }
        catch (LedgerFormatException e)
        {
            throw PolicyErrors.InvalidArgument.With($"'{prefix}' is not an origin prefix: use the MSP's own domain, such as 'ledger.example.com', without spaces or '+'.", e);
        }
    }
}
