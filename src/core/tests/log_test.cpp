#include "core/log.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/json_read.hpp"
#include "core/utf8.hpp"

using namespace promo::core;

namespace {

// Collects what is logged while it lives.
class Captured {
public:
    explicit Captured(log::Format format = log::Format::text, log::Level level = log::Level::debug) {
        log::configure({level, format, [this](std::string_view line) { lines_.emplace_back(line); }});
    }
    ~Captured() { log::configure({}); }

    std::size_t size() const { return lines_.size(); }
    // The line behind its time.
    std::string line(std::size_t index = 0) const {
        const auto& line = lines_.at(index);
        return line.substr(line.find(' ') + 1);
    }
    const std::string& whole(std::size_t index = 0) const { return lines_.at(index); }

private:
    std::vector<std::string> lines_;
};

// Standard error as a pipe of the smallest size, of which the test holds the other end.
class PipedStderr {
public:
    PipedStderr() : saved_(::dup(STDERR_FILENO)) {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        read_ = ends[0];
        ::fcntl(ends[1], F_SETPIPE_SZ, 4096);
        ::fcntl(read_, F_SETFL, O_NONBLOCK);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
    }
    ~PipedStderr() {
        ::dup2(saved_, STDERR_FILENO);
        ::close(saved_);
        close_reader();
    }

    std::string drain() const {
        std::string text;
        char buffer[8192];
        for (;;) {
            const auto count = ::read(read_, buffer, sizeof buffer);
            if (count <= 0) return text;
            text.append(buffer, static_cast<std::size_t>(count));
        }
    }
    void close_reader() {
        if (read_ >= 0) ::close(read_);
        read_ = -1;
    }

private:
    int saved_;
    int read_ = -1;
};

}  // namespace

TEST_CASE("an event is a name and its fields") {
    const Captured captured;
    log::warn("telegram.refused", {{"tenant", TenantId("acme")}, {"attempt", 3}, {"ok", false}, {"text", "two words"}});
    CHECK(captured.line() == "warning telegram.refused tenant=acme attempt=3 ok=false text=\"two words\"\n");
    CHECK(captured.whole().substr(10, 1) == "T");
}

TEST_CASE("the level decides what is written") {
    const Captured captured(log::Format::text, log::Level::warning);
    log::debug("a");
    log::info("b");
    log::warn("c");
    log::error("d");
    REQUIRE(captured.size() == 2);
    CHECK(captured.line(1) == "error d\n");
}

TEST_CASE("a JSON line is JSON, whatever it is given") {
    const Captured captured(log::Format::json);
    log::info("x", {{"name", "a\"b\n\xff"}, {"count", 7}, {"rate", std::nan("")}, {"half", 0.5}, {"token", 12}});
    const auto& line = captured.whole();
    CHECK(line.ends_with("\n"));
    CHECK(line.find('\n') == line.size() - 1);
    const json::Document document(line);
    const auto root = document.root();
    CHECK(root.member("event")->text() == "x");
    CHECK(root.member("level")->text() == "info");
    CHECK(root.member("name")->text() == "a\"b\n\xef\xbf\xbd");
    CHECK(root.member("count")->integer(0, 10) == 7);
    CHECK(root.member("rate")->text() == "nan");
    CHECK(root.member("half")->number() == 0.5);
    CHECK(root.member("token")->text() == "****");
}

TEST_CASE("a name cannot forge a line or drive the terminal") {
    const Captured captured;
    log::info("user",
              {{"name", "x\n2026 error fake.event\r"}, {"a", "\x1b[31m"}, {"b", "\xc2\x9b"}, {"c", "\u202egnp"}});
    const auto line = captured.line();
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find('\r') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find("\xc2\x9b") == std::string::npos);
    CHECK(line.find("\u202e") == std::string::npos);
}

TEST_CASE("no line holds a secret") {
    for (const auto format : {log::Format::text, log::Format::json}) {
        const Captured captured(format);
        const std::string token = "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
        log::error("telegram.failed", {{"url", "https://api.telegram.org/bot123456789:" + token + "/sendMessage"},
                                       {"token", Secret("correct horse battery staple")},
                                       {"authorization", "Bearer abc"},
                                       {"what", "key sk_live_abcdefgh12345678 refused"}});  // allow-secret: invented
        const auto& line = captured.whole();
        CHECK(line.find(token) == std::string::npos);
        CHECK(line.find("battery") == std::string::npos);
        CHECK(line.find("abc") == std::string::npos);
        CHECK(line.find("bot123456789:****/sendMessage") != std::string::npos);
    }
}

TEST_CASE("a long value says how much is missing") {
    const Captured captured;
    log::info("body", {{"text", std::string(100'000, 'x')}});
    CHECK(captured.line().size() < 3000);
    CHECK(captured.line().find("99500 more bytes") != std::string::npos);
}

TEST_CASE("a scope marks the lines of its thread, and only those") {
    const Captured captured;
    {
        const log::Scope scope("request_id", "r1");
        log::info("inside", {{"a", 1}});
        std::thread([] { log::info("elsewhere"); }).join();
        log::info("own", {{"request_id", "r2"}});
    }
    log::info("after");
    REQUIRE(captured.size() == 4);
    CHECK(captured.line(0) == "info inside request_id=r1 a=1\n");
    CHECK(captured.line(1) == "info elsewhere\n");
    CHECK(captured.line(2) == "info own request_id=r2\n");
    CHECK(captured.line(3) == "info after\n");
}

TEST_CASE("threads never mix their lines") {
    std::vector<std::string> lines;
    log::configure({log::Level::info, log::Format::text, [&](std::string_view line) { lines.emplace_back(line); }});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int n = 0; n < 250; ++n)
                log::info("tick", {{"n", n}});
        });
    }
    for (auto& thread : threads)
        thread.join();
    log::configure({});
    CHECK(lines.size() == 1000);
    for (const auto& line : lines)
        REQUIRE(line.find(" info tick n=") != std::string::npos);
}

TEST_CASE("a sink that fails or logs itself loses lines, not the program") {
    const auto before = log::dropped();
    log::configure({log::Level::info, log::Format::text, [](std::string_view) { throw std::runtime_error("full"); }});
    log::info("a");
    CHECK(log::dropped() == before + 1);
    log::configure({log::Level::info, log::Format::text, [](std::string_view) { log::info("again"); }});
    log::info("b");
    CHECK(log::dropped() == before + 2);
    log::configure({});
}

TEST_CASE("a reader that does not read costs lines and nothing else") {
    log::configure({});
    PipedStderr pipe;
    const auto before = log::dropped();
    const std::string filler(1000, 'x');
    for (int i = 0; i < 20; ++i)
        log::info("flood", {{"n", i}, {"filler", filler}});
    const auto lost = log::dropped() - before;
    CHECK(lost > 0);
    CHECK(lost < 20);

    const auto first = pipe.drain();
    CHECK(first.find("flood n=0") != std::string::npos);
    log::info("recovered");
    const auto text = first + pipe.drain();
    const auto at = text.find("info recovered");
    REQUIRE(at != std::string::npos);
    const auto start = text.rfind('\n', at) + 1;
    CHECK(parse_iso8601(text.substr(start, at - start - 1)));

    pipe.close_reader();
    log::info("nobody");
    CHECK(log::dropped() == before + lost + 1);
}

TEST_CASE("a line that was cut off does not run into the next one") {
    log::configure({});
    const PipedStderr pipe;
    const auto before = log::dropped();
    const std::string filler(1900, 'x');
    log::info("large", {{"a", filler}, {"b", filler}, {"c", filler}, {"d", filler}});
    CHECK(log::dropped() == before + 1);

    const auto first = pipe.drain();
    REQUIRE(first.find("info large") != std::string::npos);
    REQUIRE(!first.ends_with('\n'));
    log::info("next");
    CHECK(pipe.drain().starts_with('\n'));
}
