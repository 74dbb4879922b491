using System.Globalization;
using System.Management.Automation;

namespace MspGov.Cmdlets.Binding;

/// <summary>
/// Takes a time as DateTime, DateTimeOffset or ISO 8601 text and makes it UTC. Text without a zone is UTC, as all times of the product are;
/// a DateTime of unknown kind is local, as PowerShell's own dates are.
/// </summary>
public sealed class UtcTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            DateTimeOffset offset => offset.ToUniversalTime(),
            DateTime { Kind: DateTimeKind.Utc } utc => new DateTimeOffset(utc),
            DateTime local => new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Local)).ToUniversalTime(),
            string text when text.Length >= 8 && char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset parsed) => parsed,
            _ => throw new ArgumentTransformationMetadataException($"'{value}' is not a time. Use ISO 8601, for example 2026-03-31T17:00:00Z."),
        };
    }
}
