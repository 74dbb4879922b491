using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>What an error of one family means for it.</summary>
internal static class FamilyOutcome
{
    /// <summary>Errors after which nothing else of the tenant should be asked: the credentials or the tenant itself are wrong.</summary>
    public static bool StopsTheTenant(GovException error) =>
        error.Definition.Kind is ErrorKind.SecurityFailure
        || error.Definition == TenantErrors.AuthenticationFailed
        || error.Definition == TenantErrors.SecretNotFound
        || error.Definition == TenantErrors.ConnectionInvalid;

    /// <summary>The result of a family that ended in an error.</summary>
    public static FamilyResult Of(InventoryFamily family, GovException error) =>
        new(family,
            error.Definition == TenantErrors.NotLicensed ? FamilyState.NotLicensed
            : error.Definition == TenantErrors.AccessDenied ? FamilyState.Denied
            : FamilyState.Failed,
            error.Message);
}

/// <summary>The items of a batch that failed.</summary>
internal sealed class BatchFaults
{
    private readonly List<GovException> _faults = [];

    public int Answered { get; set; }

    public int Failed => _faults.Count;

    /// <summary>True when the tenant answered nothing but "no licence".</summary>
    public bool NotLicensed => Answered == 0 && _faults.Count > 0 && _faults.All(fault => fault.Definition == TenantErrors.NotLicensed);

    public void Add(GovException fault) => _faults.Add(fault);

    /// <summary>Counts one read: its fault, or its answer when there is none.</summary>
    public void Count(GovException? fault)
    {
        if (fault is null)
        {
            Answered++;
        }
        else
        {
            _faults.Add(fault);
        }
    }

    public void Add(BatchFaults other)
    {
        Answered += other.Answered;
        _faults.AddRange(other._faults);
    }

    /// <summary>The family's result.</summary>
    public FamilyResult Result(InventoryFamily family)
    {
        if (_faults.Count == 0)
        {
            return new(family, FamilyState.Complete);
        }

        FamilyResult first = FamilyOutcome.Of(family, NotLicensed ? _faults[0] : _faults.FirstOrDefault(fault => fault.Definition != TenantErrors.NotLicensed, _faults[0]));

        // Some answered, some not licensed: then "not licensed" would hide rows that exist.
        FamilyState state = NotLicensed ? FamilyState.NotLicensed : first.State == FamilyState.NotLicensed ? FamilyState.Failed : first.State;
        return new(family, state, _faults.Count == 1 ? first.Reason : $"{_faults.Count} of {_faults.Count + Answered} reads failed, the first: {first.Reason}");
    }
}
