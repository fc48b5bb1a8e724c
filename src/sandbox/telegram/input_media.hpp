#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "sandbox/telegram/outgoing.hpp"

namespace promo::sandbox::telegram {

struct InputMedia : Caption {
    std::string type;
    std::string media;
    std::optional<std::int64_t> width;
    std::optional<std::int64_t> height;
    std::optional<std::int64_t> duration;
    std::optional<bool> has_spoiler;
};
BOOST_DESCRIBE_STRUCT(InputMedia, (Caption), (type, media, width, height, duration, has_spoiler))

// A message with this file and caption. Throws ApiError when there is no such file.
Message input_media_body(Call& call, const InputMedia& media);

// Makes this the file of a message, whatever it held before.
void put_file(Message& body, const StoredFile& file);

}  // namespace promo::sandbox::telegram
