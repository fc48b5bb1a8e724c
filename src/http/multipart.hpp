#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace promo::http {

struct MultipartLimits {
    std::size_t parts = 64;
    std::size_t part_bytes = 50 << 20;
    std::size_t name_bytes = 256;     // of a field's and of a file's name
    std::size_t header_bytes = 4096;  // of one part
};

struct Part {
    std::string name;
    std::optional<std::string> file_name;  // as the client says: never a path, never to be trusted
    std::string content_type;              // lower case, without parameters; empty when not said
    std::string_view data;                 // lies in the request's body
};

// The parts of a multipart/form-data body, which must outlive this.
class Multipart {
public:
    // Throws Refusal: `unsupported_media` when the content type is another or names no usable boundary, `invalid` for a
    // malformed body, `too_large` beyond the limits.
    Multipart(std::string_view content_type, std::string_view body, const MultipartLimits& limits = {});
    explicit Multipart(const Request& request, const MultipartLimits& limits = {});

    const std::vector<Part>& parts() const { return parts_; }
    const Part* find(std::string_view name) const;  // the first of equal names
    std::optional<std::string_view> text(std::string_view name) const;

private:
    std::vector<Part> parts_;
};

bool is_multipart(const Request& request);

}  // namespace promo::http
