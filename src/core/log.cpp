#include "core/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <mutex>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/enum_name.hpp"
#include "core/json_write.hpp"
#include "core/redact.hpp"
#include "core/utf8.hpp"

namespace promo::core::log {
namespace {

constexpr std::size_t kLongestValue = 2000;
// A pipe that says it is writable takes this many bytes without blocking (PIPE_BUF on Linux).
constexpr std::size_t kChunk = 4096;

class Output {
public:
    void configure(Options options) {
        const std::scoped_lock lock(mutex_);
        level_ = options.level;
        format_ = options.format;
        options_ = std::move(options);
    }

    bool wants(Level level) const { return level >= level_; }
    Format format() const { return format_; }
    std::uint64_t dropped() const { return dropped_; }

    void write(std::string_view line) {
        // A sink that logs would wait for itself.
        thread_local bool writing = false;
        if (writing) {
            ++dropped_;
            return;
        }
        const std::scoped_lock lock(mutex_);
        writing = true;
        if (!deliver(line)) ++dropped_;
        writing = false;
    }

private:
    bool deliver(std::string_view line) {
        if (!options_.sink) return write_to_stderr(line);
        try {
            options_.sink(line);
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    bool write_to_stderr(std::string_view line) {
        // The last line ended in the middle: what follows starts on its own.
        if (torn_ && !write_chunk("\n")) return false;
        torn_ = false;
        for (std::size_t at = 0; at < line.size(); at += kChunk) {
            if (write_chunk(line.substr(at, kChunk))) continue;
            torn_ = at > 0 || torn_;
            return false;
        }
        return true;
    }

    // Setting O_NONBLOCK would change the terminal of whoever started us, so we ask before each write instead.
    bool write_chunk(std::string_view bytes) {
        while (!bytes.empty()) {
            pollfd target{STDERR_FILENO, POLLOUT, 0};
            const int ready = ::poll(&target, 1, 0);
            if (ready < 0 && errno == EINTR) continue;
            if (ready <= 0 || (target.revents & (POLLERR | POLLNVAL)) != 0) return false;
            const auto written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
            torn_ = !bytes.empty();
        }
        return true;
    }

    std::mutex mutex_;
    Options options_;
    std::atomic<Level> level_{Level::info};
    std::atomic<Format> format_{Format::text};
    std::atomic<std::uint64_t> dropped_{0};
    bool torn_ = false;
};

Output& output() {
    // Never destroyed: threads and static objects may log until the process is gone.
    static auto* const instance = new Output;
    return *instance;
}

struct Tag {
    std::string key;
    std::string value;
};

std::vector<Tag>& tags() {
    thread_local std::vector<Tag> values;
    return values;
}

std::string shown(std::string_view key, std::string_view value) {
    if (is_secret_name(key)) return "****";
    auto text = to_valid_utf8(redact(value));
    if (text.size() > kLongestValue) {
        const auto kept = utf8_prefix(text, kLongestValue / 4);
        text = std::string(kept) + "… (" + std::to_string(text.size() - kept.size()) + " more bytes)";
    }
    return text;
}

// C1 controls drive terminals too, and the bidirectional marks reorder what a reader sees.
bool is_deceptive(std::string_view character) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 2) return byte(0) == 0xc2 && byte(1) < 0xa0;
    if (character.size() != 3 || byte(0) != 0xe2) return false;
    if (byte(1) == 0x80) return byte(2) >= 0xa8 && byte(2) <= 0xae;
    return byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
}

std::string without_deception(std::string_view text) {
    const bool plain_ascii = std::all_of(text.begin(), text.end(), [](char letter) { return (letter & 0x80) == 0; });
    if (plain_ascii) return std::string(text);
    std::string plain;
    while (!text.empty()) {
        const auto character = utf8_prefix(text, 1);
        plain += is_deceptive(character) ? std::string_view("\xef\xbf\xbd") : character;
        text.remove_prefix(character.size());
    }
    return plain;
}

std::string quoted(std::string_view value) {
    std::string text;
    json::Writer(text).text(without_deception(value));
    return text;
}

bool reads_without_quotes(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char letter) {
        return letter > ' ' && letter < 0x7f && letter != '"' && letter != '=' && letter != '\\';
    });
}

// Calls `visit(key, value, bare)` for what the thread carries and what the event says; the event wins.
template <class Visit>
void for_each_field(Fields fields, Visit&& visit) {
    for (const auto& tag : tags()) {
        const bool said =
            std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.key == tag.key; });
        if (!said) visit(std::string_view(tag.key), shown(tag.key, tag.value), false);
    }
    for (const auto& field : fields) {
        const auto value = shown(field.key, field.value);
        visit(field.key, value, field.bare && value == field.value);
    }
}

std::string text_line(Timestamp now, Level level, std::string_view event, Fields fields) {
    std::string line = to_iso8601(now);
    line += ' ';
    line += enum_name(level);
    line += ' ';
    line += event;
    for_each_field(fields, [&](std::string_view key, const std::string& value, bool) {
        line += ' ';
        line += key;
        line += '=';
        line += reads_without_quotes(value) ? value : quoted(value);
    });
    line += '\n';
    return line;
}

std::string json_line(Timestamp now, Level level, std::string_view event, Fields fields) {
    std::string line;
    json::Writer writer(line);
    writer.begin_object();
    writer.key("time");
    writer.text(to_iso8601(now));
    writer.key("level");
    writer.text(enum_name(level));
    writer.key("event");
    writer.text(event);
    for_each_field(fields, [&](std::string_view key, const std::string& value, bool bare) {
        writer.key(key);
        bare ? writer.raw(value) : writer.text(without_deception(value));
    });
    writer.end_object();
    line += '\n';
    return line;
}

void write(Level level, std::string_view event, Fields fields) {
    if (!output().wants(level)) return;
    const auto now = SystemClock().now();
    const auto name = redact(event);
    output().write(output().format() == Format::json ? json_line(now, level, name, fields)
                                                     : text_line(now, level, name, fields));
}

}  // namespace

Field::Field(std::string_view field_key, double number) : key(field_key) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    value.assign(digits.begin(), end);
    bare = std::isfinite(number);
}

bool enabled(Level level) {
    return output().wants(level);
}

void debug(std::string_view event, Fields fields) {
    write(Level::debug, event, fields);
}

void info(std::string_view event, Fields fields) {
    write(Level::info, event, fields);
}

void warn(std::string_view event, Fields fields) {
    write(Level::warning, event, fields);
}

void error(std::string_view event, Fields fields) {
    write(Level::error, event, fields);
}

void configure(Options options) {
    output().configure(std::move(options));
}

std::uint64_t dropped() {
    return output().dropped();
}

Scope::Scope(std::string_view key, std::string_view value) {
    tags().push_back({std::string(key), std::string(value)});
}

Scope::~Scope() {
    tags().pop_back();
}

}  // namespace promo::core::log
