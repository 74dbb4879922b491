using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Tenants;

public class TenantListTests
{
    private const string One = "0b0e6b0e-0000-4000-8000-00000000a001";
    private const string Two = "0b0e6b0e-0000-4000-8000-00000000a002";

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Every_delimiter_with_and_without_byte_order_mark_gives_the_same_tenants(char delimiter)
    {
        string text = $"TenantId,Name,Approvers,ClientId,ClientCertificate\r\n{One.ToUpperInvariant()},\"Ada,tum\",a@x.example|b@x.example,app,certs/msp.pfx\r\n\r\n{Two},litware,,,\r\n".Replace("\"Ada,tum\"", "\"Ada\u0001tum\"", StringComparison.Ordinal).Replace(',', delimiter).Replace('\u0001', delimiter);
        foreach (byte[] mark in (byte[][])[[], [0xEF, 0xBB, 0xBF]])
        {
            IReadOnlyList<TenantImportRow> rows = TenantList.Read((byte[])[.. mark, .. Encoding.UTF8.GetBytes(text)], "/clients");

            Assert.Equal([(2, One), (4, Two)], rows.Select(row => (row.Line!.Value, row.TenantId)));
            Assert.Equal($"Ada{delimiter}tum", rows[0].Name);
            Assert.Equal(["a@x.example", "b@x.example"], rows[0].Approvers);
            Assert.Equal("file:" + Path.GetFullPath("certs/msp.pfx", "/clients"), rows[0].Connection!.Certificate);
            Assert.Null(rows[1].Connection);
            Assert.Null(rows[1].Approvers);
        }
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("Name\nx", "Line 1: there is no column TenantId")]
    [InlineData("TenantId,Teir\nx,y", "Line 1, column 2: 'Teir'")]
    [InlineData("TenantId,Name,name\nx,y,z", "Line 1, column 3: 'Name' comes twice")]
    [InlineData("TenantId,Name\nnot-a-guid,y", "Line 2, column TenantId: 'not-a-guid'")]
    [InlineData("TenantId,Name\n00000000-0000-0000-0000-000000000000,y", "Line 2, column TenantId")]
    [InlineData("TenantId,Name\n,y", "Line 2, column TenantId: there is no tenant id")]
    [InlineData("TenantId,Tier\n" + One + ",Standard\n" + Two + ",Gold", "Line 3, column Tier: 'Gold' is none of Standard, HighRegulation")]
    [InlineData("TenantId,Tier\n" + One + ",1", "Line 2, column Tier: '1'")]
    [InlineData("TenantId,Name\n" + One + ",a*", "Line 2, column Name: 'a*'")]
    [InlineData("TenantId,Name\n" + One + ",a,b", "Line 2, column 3: the row has 3 cells, the header 2")]
    [InlineData("TenantId,ClientId,ClientSecret\n" + One + ",app,hunter2", "Line 2, column ClientSecret: a secret in clear")]
    [InlineData("TenantId,ClientSecret,AccessToken\n" + One + ",env:A,env:B", "Line 2, column AccessToken: one way")]
    [InlineData("TenantId,Connection\n" + One + ",WorkloadFederation", "Line 2, column Connection: 'WorkloadFederation'")]
    [InlineData("TenantId,ClientId\n" + One + ",app", "Line 2, column ClientId: it says nothing")]
    [InlineData("TenantId,Name\n" + One + ",\"open", "line 2 is never closed")]
    public void A_fault_is_told_with_line_and_column_and_nothing_of_the_file_is_used(string text, string words)
    {
        GovException error = Assert.Throws<GovException>(() => TenantList.Read(Encoding.UTF8.GetBytes(text), "/"));
        Assert.Same(TenantErrors.ListInvalid, error.Definition);
        Assert.Contains(words, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_at_once()
    {
        GovException error = Assert.Throws<GovException>(() => TenantList.Read(Encoding.UTF8.GetBytes($"TenantId,Tier,Cloud\nx,Gold,Mars\n{One},Silver,"), "/"));
        Assert.Contains("Line 2, column TenantId", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 2, column Tier", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 2, column Cloud", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 3, column Tier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_tells_new_changed_same_and_off_boarded_tenants_apart()
    {
        TenantDocument same = Known(One, "adatum") with { Groups = ["EU"] };
        TenantDocument differs = Known(Two, "litware");
        TenantDocument gone = Known("0b0e6b0e-0000-4000-8000-00000000a003", "wingtip") with { OffBoardedAt = DateTimeOffset.UnixEpoch };
        TenantImportRow[] rows =
        [
            new() { TenantId = same.Id, Groups = ["EU"] },
            new() { TenantId = differs.Id, Tier = TenantTier.HighRegulation, Name = "litware" },
            new() { TenantId = gone.Id, Name = "wingtip" },
            new() { TenantId = "0b0e6b0e-0000-4000-8000-00000000a004", DisplayName = "Ada[tum]", DefaultConnection = same.Connection },
            new() { TenantId = "0b0e6b0e-0000-4000-8000-00000000a005", DisplayName = "LITWARE", DefaultConnection = same.Connection },
        ];

        IReadOnlyList<TenantImportItem> plan = TenantImportPlanner.Plan(rows, [same, differs, gone]);

        Assert.Equal(
            [TenantImportAction.Unchanged, TenantImportAction.Update, TenantImportAction.Skip, TenantImportAction.Register, TenantImportAction.Register],
            plan.Select(item => item.Action));
        Assert.Equal(["Tier"], plan[1].Changes);
        Assert.Equal("Adatum 0b0e6b0e", plan[3].Name);
        Assert.Equal("LITWARE 0b0e6b0e", plan[4].Name);
    }

    [Fact]
    public void What_cannot_be_done_refuses_the_plan()
    {
        Refused("comes 2 times", new TenantImportRow { Line = 2, TenantId = One, Name = "a" }, new TenantImportRow { Line = 3, TenantId = One, Name = "b" });
        Refused("would be 2 tenants", new TenantImportRow { TenantId = One, Name = "a" }, new TenantImportRow { TenantId = Two, Name = "A" });
        Refused("is the registered tenant", new TenantImportRow { Line = 7, TenantId = One, Name = "Known" });
        Refused("how to connect", new TenantImportRow { Line = 2, TenantId = One, Name = "a" });

        static void Refused(string words, params TenantImportRow[] rows)
        {
            GovException error = Assert.Throws<GovException>(() => TenantImportPlanner.Plan(rows, [Known("0b0e6b0e-0000-4000-8000-00000000a009", "known")]));
            Assert.Same(TenantErrors.ListInvalid, error.Definition);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    private static TenantDocument Known(string id, string name) =>
        new() { Id = id, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Interactive, ClientId = "app" } };
}
