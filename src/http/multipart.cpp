#include "http/multipart.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/utf8.hpp"
#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kLongestBoundary = 70;  // RFC 2046

[[noreturn]] void malformed(const char* why) {
    throw core::Refusal(core::RefusalCode::invalid, std::string("The multipart body is malformed: ") + why);
}

[[noreturn]] void too_large(const std::string& what) {
    throw core::Refusal(core::RefusalCode::too_large, what);
}

// `value; name=token; name="quoted \" text"`, read from left to right.
class Parameters {
public:
    explicit Parameters(std::string_view text) : rest_(text) { value_ = trimmed(rest_.substr(0, rest_.find(';'))); }

    std::string_view value() const { return value_; }

    // Of equal names the first. A quote that is not closed ends with the text.
    std::optional<std::string> find(std::string_view wanted) const {
        auto rest = rest_;
        take_until(rest, ';');
        while (!rest.empty()) {
            const auto name = trimmed(rest.substr(0, rest.find_first_of("=;")));
            rest.remove_prefix(std::min(rest.size(), rest.find_first_of("=;")));
            std::string value;
            if (rest.starts_with('=')) {
                rest.remove_prefix(1);
                value = take_value(rest);
            }
            if (rest.starts_with(';')) rest.remove_prefix(1);
            if (equals_ignoring_case(name, wanted)) return value;
        }
        return {};
    }

private:
    static std::string take_value(std::string_view& rest) {
        while (rest.starts_with(' ') || rest.starts_with('\t'))
            rest.remove_prefix(1);
        std::string value;
        if (!rest.starts_with('"')) {
            value = trimmed(rest.substr(0, rest.find(';')));
            rest.remove_prefix(std::min(rest.size(), rest.find(';')));
            return value;
        }
        rest.remove_prefix(1);
        while (!rest.empty() && rest.front() != '"') {
            // Browsers send a path's backslash as it is; only these two are escapes.
            if (rest.starts_with("\\\"") || rest.starts_with("\\\\")) rest.remove_prefix(1);
            value += rest.front();
            rest.remove_prefix(1);
        }
        rest.remove_prefix(std::min(rest.size(), rest.find(';')));
        return value;
    }

    std::string_view rest_;
    std::string_view value_;
};

std::string boundary_in(std::string_view content_type) {
    const Parameters parameters(content_type);
    const auto boundary = parameters.find("boundary").value_or(std::string());
    const bool usable = !boundary.empty() && boundary.size() <= kLongestBoundary &&
                        std::none_of(boundary.begin(), boundary.end(), is_control);
    if (equals_ignoring_case(parameters.value(), "multipart/form-data") && usable) return boundary;
    throw core::Refusal(core::RefusalCode::unsupported_media,
                        "Send a form with Content-Type: multipart/form-data and its boundary");
}

// Browsers write a quote in a name as %22 and line breaks as %0D and %0A; nothing else is encoded.
std::string unescaped_name(std::string name) {
    for (const auto& [code, letter] : {std::pair("%22", '"'), std::pair("%0D", '\r'), std::pair("%0A", '\n')}) {
        for (std::size_t at = 0; (at = name.find(code, at)) != std::string::npos; ++at)
            name.replace(at, 3, 1, letter);
    }
    return name;
}

// `filename*=utf-8''na%C3%AFve.png`
std::optional<std::string> extended_name(const Parameters& parameters) {
    const auto text = parameters.find("filename*");
    if (!text) return {};
    std::string_view rest = *text;
    if (!equals_ignoring_case(take_until(rest, '\''), "utf-8")) return {};
    take_until(rest, '\'');
    return percent_decoded(rest, Plus::literal);
}

std::string last_component(const std::string& path) {
    return path.substr(path.find_last_of("/\\") + 1);
}

void check_name(const std::string& name, const MultipartLimits& limits) {
    if (name.size() > limits.name_bytes) too_large("A name in the form is too long");
    if (name.find('\0') != std::string::npos || !core::is_valid_utf8(name)) malformed("a name is not UTF-8");
}

void read_disposition(Part& part, std::string_view value, const MultipartLimits& limits) {
    const Parameters parameters(value);
    const auto name = parameters.find("name");
    if (!equals_ignoring_case(parameters.value(), "form-data") || !name) malformed("a part has no name");
    part.name = unescaped_name(*name);
    check_name(part.name, limits);
    auto file_name = parameters.find("filename");
    if (file_name) file_name = unescaped_name(*file_name);
    if (!file_name) file_name = extended_name(parameters);
    if (!file_name) return;
    check_name(*file_name, limits);
    part.file_name = last_component(*file_name);
}

void read_part_headers(Part& part, std::string_view head, const MultipartLimits& limits) {
    bool named = false;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        auto value = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
        const auto name = take_until(value, ':');
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_letter)) malformed("a part's header");
        if (equals_ignoring_case(name, "content-disposition")) {
            if (named) malformed("a part has two names");
            read_disposition(part, value, limits);
            named = true;
        } else if (equals_ignoring_case(name, "content-type")) {
            part.content_type = lowered(Parameters(value).value());
        } else if (equals_ignoring_case(name, "content-transfer-encoding")) {
            const auto encoding = lowered(trimmed(value));
            if (encoding != "binary" && encoding != "8bit" && encoding != "7bit") malformed("an encoded part");
        }
    }
    if (!named) malformed("a part has no name");
}

// Cuts the padding and the line end that follow a boundary.
void take_line_end(std::string_view& rest) {
    while (rest.starts_with(' ') || rest.starts_with('\t'))
        rest.remove_prefix(1);
    if (!rest.starts_with("\r\n")) malformed("a boundary does not end its line");
    rest.remove_prefix(2);
}

}  // namespace

Multipart::Multipart(std::string_view content_type, std::string_view body, const MultipartLimits& limits) {
    const auto opening = "--" + boundary_in(content_type);
    const auto delimiter = "\r\n" + opening;
    auto rest = body;
    if (!rest.starts_with(opening)) {
        // A preamble is allowed, and is ignored.
        const auto first = rest.find(delimiter);
        if (first == std::string_view::npos) malformed("its boundary is not there");
        rest.remove_prefix(first + 2);
    }
    rest.remove_prefix(opening.size());
    while (!rest.starts_with("--")) {
        take_line_end(rest);
        if (parts_.size() == limits.parts) too_large("Send at most " + std::to_string(limits.parts) + " parts");
        const auto head_end = rest.substr(0, limits.header_bytes).find("\r\n\r\n");
        if (head_end == std::string_view::npos) malformed("a part's headers do not end");
        Part part;
        read_part_headers(part, rest.substr(0, head_end), limits);
        rest.remove_prefix(head_end + 4);
        // An empty part's delimiter shares the line end with its headers.
        const auto data_end = rest.starts_with(opening) ? 0 : rest.find(delimiter);
        if (data_end == std::string_view::npos) malformed("its last boundary is missing");
        part.data = rest.substr(0, data_end);
        if (part.data.size() > limits.part_bytes) too_large("The field " + part.name + " is too large");
        rest.remove_prefix(rest.starts_with(opening) ? opening.size() : data_end + delimiter.size());
        parts_.push_back(std::move(part));
    }
}

Multipart::Multipart(const Request& request, const MultipartLimits& limits)
    : Multipart(request.headers.find("content-type").value_or(std::string_view()), request.body, limits) {}

const Part* Multipart::find(std::string_view name) const {
    const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.name == name; });
    return found == parts_.end() ? nullptr : &*found;
}

std::optional<std::string_view> Multipart::text(std::string_view name) const {
    const auto* const part = find(name);
    if (part == nullptr) return {};
    return part->data;
}

bool is_multipart(const Request& request) {
    auto declared = request.headers.find("content-type").value_or(std::string_view());
    return equals_ignoring_case(trimmed(take_until(declared, ';')), "multipart/form-data");
}

}  // namespace promo::http
