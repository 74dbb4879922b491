using System.Text.Json;
using System.Text.RegularExpressions;

namespace MspGov.Testing.Contract;

/// <summary>An operation of the contract.</summary>
public sealed record ContractOperation(string Template, string Method, JsonElement Definition);
