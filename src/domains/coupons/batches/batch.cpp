#include "domains/coupons/batches/batch.hpp"

#include <unordered_set>

#include "core/ascii.hpp"
#include "core/utf8.hpp"

namespace promo::coupons::batches {
namespace {

// Texts like the captions whose file names differ, also where a file system knows no case.
std::vector<std::string> distinct_stems(const std::vector<Caption>& captions, const PictureFile& file) {
    constexpr std::size_t kRoomForNumber = 40;  // characters
    std::unordered_set<std::string> taken;
    std::vector<std::string> stems;
    for (const auto& [line, text] : captions) {
        auto stem = text;
        for (int number = 2; !taken.insert(core::lowered(saved_name(stem, file))).second; ++number)
            stem = std::string(core::utf8_prefix(text, kRoomForNumber)) + '-' + std::to_string(number);
        stems.push_back(std::move(stem));
    }
    return stems;
}

}  // namespace

std::string folder_of(const core::TenantId& tenant, const std::string& batch) {
    return "batches/" + tenant.str() + '/' + batch + '/';
}

std::string key_of_next_part(const core::TenantId& tenant, const Batch& batch, int end) {
    return folder_of(tenant, batch.id) + "part-" + std::to_string(batch.parts.size() + 1) + '-' + std::to_string(end) +
           ".zip";
}

Pictures::Pictures(const Batch& batch, std::vector<Caption> captions)
    : variants_(batch.variants),
      format_(batch.format),
      captions_(std::move(captions)),
      stems_(distinct_stems(captions_, {variants_.front(), format_})) {}

std::size_t Pictures::caption_at(int place) const {
    return static_cast<std::size_t>(place) / variants_.size();
}

const Caption& Pictures::caption(int place) const {
    return captions_.at(caption_at(place));
}

PictureFile Pictures::file(int place) const {
    return {variants_[static_cast<std::size_t>(place) % variants_.size()], format_};
}

std::string Pictures::name(int place) const {
    return saved_name(stems_.at(caption_at(place)), file(place));
}

}  // namespace promo::coupons::batches
