using MspGov.Core.Exceptions;
using MspGov.Core.Templates;

namespace MspGov.Engine.Templates.Planning;

/// <summary>Which settings of a tenant may deviate, by the register of exceptions.</summary>
internal sealed class AcceptedSettings
{
    private readonly IReadOnlyList<AccessExceptionDocument> _inForce;
    private readonly IReadOnlyDictionary<string, AcceptedDeviationDocument> _seen;

    /// <summary>Creates it.</summary>
    /// <param name="exceptions">Exceptions of the tenant.</param>
    /// <param name="seen">What accepted settings looked like when first seen.</param>
    /// <param name="at">Moment asked about, UTC.</param>
    public AcceptedSettings(IEnumerable<AccessExceptionDocument> exceptions, IEnumerable<AcceptedDeviationDocument> seen, DateTimeOffset at)
    {
        _inForce = [.. exceptions.Where(exception => exception.Pattern.Setting is not null && exception.InForceAt(at))];
        _seen = seen.ToDictionary(deviation => deviation.Key);
    }

    /// <summary>None.</summary>
    public static AcceptedSettings None { get; } = new([], [], DateTimeOffset.UnixEpoch);

    /// <summary>The name of a setting, as exceptions have it.</summary>
    public static string Setting(string template, string kind, string key, string path) =>
        path.Length == 0 ? $"{template}/{kind}/{key}" : $"{template}/{kind}/{key}/{path}";

    /// <summary>The exception in force that covers a setting; null when there is none.</summary>
    public AccessExceptionDocument? Find(string setting) => _inForce.FirstOrDefault(exception => exception.Pattern.FitsSetting(setting));

    /// <summary>What the setting was when first seen under the exception; null when it was not seen yet.</summary>
    public AcceptedDeviationDocument? Seen(string exception, string setting) => _seen.GetValueOrDefault(AcceptedDeviationDocument.KeyOf(exception, setting));
}
