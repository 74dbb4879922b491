using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Ledger;

/// <summary>Send-AuditEntry: at least once, and the cursor never runs ahead of the destination.</summary>
public sealed class ForwardCommandTests
{
    [Fact]
    public void Each_run_sends_what_is_new_as_ocsf_lines()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string file = Path.Combine(shell.Folder, "siem.jsonl");

        shell.Run("Send-AuditEntry $Folder/siem.jsonl | Out-Null; New-LabTenant contoso -Empty | Register-ClientTenant | Out-Null").ThrowOnError();
        int before = File.ReadAllLines(file).Length;
        dynamic second = shell.Run("Send-AuditEntry $Folder/siem.jsonl").ThrowOnError().Single;

        Assert.Equal(1, (long)second.Sent);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(before + 1, lines.Length);
        JsonElement registered = JsonDocument.Parse(lines[^1]).RootElement;
        Assert.Equal(6003, registered.GetProperty("class_uid").GetInt32());
        Assert.Equal("tenant.register", registered.GetProperty("api").GetProperty("operation").GetString());
        Assert.Equal("alice", registered.GetProperty("actor").GetProperty("user").GetProperty("name").GetString());
        Assert.Equal(lines.Length, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("metadata").GetProperty("uid").GetString()).Distinct().Count());
    }

    [Fact]
    public void A_collector_that_refuses_gets_everything_again()
    {
        using ModuleShell shell = ModuleShell.Connected();
        bool refuses = true;
        using var collector = new LoopbackHttp(_ => (refuses ? 503 : 200, []));

        ShellResult failed = shell.Run("Send-AuditEntry $args[0]", collector.Url + "ingest");
        refuses = false;
        dynamic sent = shell.Run("Send-AuditEntry $args[0]", collector.Url + "ingest").ThrowOnError().Single;

        Assert.Equal("ForwardFailed", failed.ErrorId);
        Assert.Equal(4, (long)sent.Sent);
        Assert.Equal("application/x-ndjson", collector.Requests.Last().ContentType);
    }

    [Fact]
    public async Task Syslog_messages_are_framed_by_their_length()
    {
        using ModuleShell shell = ModuleShell.Connected();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<string> received = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        });

        shell.Run("Send-AuditEntry $args[0] | Out-Null", $"syslog+tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}").ThrowOnError();

        byte[] bytes = Encoding.UTF8.GetBytes(await received);
        int count = 0;
        for (int at = 0; at < bytes.Length; count++)
        {
            int space = Array.IndexOf(bytes, (byte)' ', at);
            int length = int.Parse(Encoding.ASCII.GetString(bytes, at, space - at), System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith("<110>1 ", Encoding.UTF8.GetString(bytes, space + 1, length), StringComparison.Ordinal);
            at = space + 1 + length;
        }

        Assert.Equal(4, count);
    }

    [Theory]
    [InlineData("http://siem.example/ingest", "EndpointNotSecure")]
    [InlineData("ftp://siem.example", "InvalidArgument")]
    public void A_destination_that_is_none_or_not_secure_is_refused(string destination, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();

        Assert.Equal(errorId, shell.Run("Send-AuditEntry $args[0]", destination).ErrorId);
    }
}
